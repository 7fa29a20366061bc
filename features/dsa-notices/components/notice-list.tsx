import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { NoticeListItem } from "../queries.ts";

/** A list of notices: ground, content, age and reviewer. */
export function NoticeList({ notices }: { notices: NoticeListItem[] }) {
  const t = translator();
  return (
    <ol className="dsa-notice-list">
      {notices.map((notice) => (
        <li key={notice.id}>
          <h2>
            <a href={`/admin/notices/${notice.id}`}>{t(`dsaNotices.grounds.${notice.ground}`)}</a>{" "}
            <span className="dsa-notice-reference">{notice.reference}</span>
          </h2>
          <p className="dsa-notice-excerpt">{typeset(notice.explanation)}</p>
          <p className="dsa-notice-meta">
            <NoticeStateText notice={notice} />
            {" · "}
            {t.typeset(notice.isComment ? "dsaNotices.onComment" : "dsaNotices.onArticle", {
              title: insideQuotes(notice.title ?? t("dsaNotices.goneTitle")),
            })}
            {" · "}
            <FormattedDate at={notice.createdAt} style="long" />
            {notice.alike > 1 && <strong> · {t("dsaNotices.sameContentCount", { count: notice.alike })}</strong>}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** The state of a notice as text. */
export function NoticeStateText({
  notice: { state, outcome, reviewer = null },
}: {
  notice: Pick<NoticeListItem, "state" | "outcome"> & { reviewer?: string | null };
}) {
  const t = translator();
  if (outcome) return <span data-outcome={outcome}>{t(`dsaNotices.outcomes.${outcome}`)}</span>;
  return state === "review" && reviewer
    ? t("dsaNotices.reviewedBy", { name: reviewer })
    : t(`dsaNotices.states.${state}`);
}
