import { Prose } from "#components/ui/prose.tsx";
import { renderCommentBody } from "#features/comments/components/comment.tsx";
import { CommentReports } from "#features/reports/components/comment-reports.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { loadNotice } from "../loaders.ts";
import { listMeasures } from "../rules.ts";
import { DecideNoticeForm, ReviewNoticeForm } from "./decide-notice-form.client.tsx";
import { NoticeStateText } from "./notice-list.tsx";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadNotice>>>;

interface Props {
  loaded: Loaded;
  rules: { anchor: string; title: string }[];
  hideAt: number;
}

/** A notice, its content beside it, and the form for the decision. */
export function NoticeDetail({ loaded, rules, hideAt }: Props) {
  const t = translator();
  const { notice, comment, undone } = loaded;
  const open = notice.state !== "decided";
  const measures = listMeasures({ isComment: notice.commentId !== null, status: comment?.status ?? null });
  return (
    <div className="dsa-notice-page">
      <div className="dsa-notice-columns">
        <section aria-labelledby="notice-said">
          <h2 id="notice-said">{t("dsaNotices.explanation")}</h2>
          <p className="dsa-notice-ground">{t(`dsaNotices.grounds.${notice.ground}`)}</p>
          <p className="dsa-notice-text">{typeset(notice.explanation)}</p>
          <p className="dsa-notice-meta">
            {loaded.own
              ? t.typeset("dsaNotices.own")
              : notice.senderErasedAt
                ? t("dsaNotices.senderErased")
                : notice.name || notice.email
                  ? `${notice.name} ${notice.email ? `<${notice.email}>` : ""}`
                  : t("dsaNotices.anonymous")}
            {" · "}
            <FormattedDate at={notice.createdAt} style="long" />
          </p>
        </section>
        <section aria-labelledby="notice-content">
          <h2 id="notice-content">{t("dsaNotices.content")}</h2>
          <NoticeContentView loaded={loaded} />
        </section>
      </div>
      {loaded.reports.length > 0 && <CommentReports reports={loaded.reports} hideAt={hideAt} />}
      {undone && <p className="form-alert">{t.typeset("dsaNotices.undone")}</p>}
      <section aria-labelledby="notice-decide">
        <h2 id="notice-decide">{t(open ? "dsaNotices.decide" : "dsaNotices.decided")}</h2>
        {open ? (
          <>
            <p className="field-hint">{t.typeset("dsaNotices.danger")}</p>
            {notice.state === "received" && (
              <ReviewNoticeForm notice={notice.id} version={notice.version} label={t("dsaNotices.review")} />
            )}
            <DecideNoticeForm
              notice={notice.id}
              version={notice.version}
              content={comment?.version}
              measures={measures.map((value) => ({ value, label: t.typeset(`dsaNotices.measures.${value}`) }))}
              rules={
                measures.includes("remove") ? rules.map(({ anchor, title }) => ({ value: anchor, label: title })) : []
              }
            />
          </>
        ) : (
          <>
            <p>
              <strong>
                <NoticeStateText notice={notice} />
              </strong>
            </p>
            <p className="dsa-notice-text">{typeset(notice.reasons)}</p>
            <ReviewNoticeForm notice={notice.id} version={notice.version} label={t("dsaNotices.reopen")} />
          </>
        )}
      </section>
    </div>
  );
}

/** The content of a notice in its current state. */
function NoticeContentView({ loaded: { notice, comment, title, isArticleShown } }: { loaded: Loaded }) {
  const t = translator();
  const heading = (
    <p className="dsa-notice-meta">
      <a href={notice.address}>{typeset(title ?? t("dsaNotices.goneTitle"))}</a>
      {!isArticleShown && <> · {t("dsaNotices.articleGone")}</>}
    </p>
  );
  if (notice.commentId === null) return heading;
  if (!comment) return <p>{t("dsaNotices.commentGone")}</p>;
  return (
    <>
      <p className="dsa-notice-meta">
        <strong>{comment.author || t("comments.anonymous")}</strong> ·{" "}
        <FormattedDate at={comment.createdAt} style="long" /> ·{" "}
        {comment.deletedAt ? t("dsaNotices.deleted") : t(`dsaNotices.statuses.${comment.status}`)}
        {comment.editedAt && <> · {t("comments.edited")}</>}
      </p>
      <Prose className="comment-body">{renderCommentBody(comment.bodyHtml)}</Prose>
      {heading}
    </>
  );
}

/** The events of a notice and the other notices of the same content. */
export function NoticeAside({ loaded: { events, alike } }: { loaded: Loaded }) {
  const t = translator();
  return (
    <>
      <section aria-labelledby="notice-events">
        <h2 id="notice-events">{t("dsaNotices.events")}</h2>
        <ol className="dsa-notice-events">
          {events.map(({ id, kind, outcome, text, actor, decisionId, createdAt }) => (
            <li key={id}>
              <strong>
                {outcome
                  ? t(`dsaNotices.outcomes.${outcome}`)
                  : t.typeset(
                      kind === "review" && (decisionId || !actor)
                        ? "dsaNotices.eventKinds.reopened"
                        : `dsaNotices.eventKinds.${kind}`,
                    )}
              </strong>
              {actor && <> · {actor}</>}
              <br />
              <FormattedDate at={createdAt} style="long" />
              {text && <p className="dsa-notice-text">{typeset(text)}</p>}
            </li>
          ))}
        </ol>
      </section>
      {alike.length > 0 && (
        <section aria-labelledby="notice-alike">
          <h2 id="notice-alike">{t("dsaNotices.sameContent")}</h2>
          <ul className="dsa-notice-events">
            {alike.map((other) => (
              <li key={other.id}>
                <a href={`/admin/notices/${other.id}`}>{other.reference}</a> · {t(`dsaNotices.grounds.${other.ground}`)}{" "}
                · <NoticeStateText notice={other} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
