import { Fact } from "#components/ui/fact.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { discussionPath } from "#features/articles/rules.ts";
import { renderCommentBody } from "#features/comments/components/comment.tsx";
import { missingRuleKey } from "#features/moderation/statements/rules.ts";
import { deciderKind, findCitedRule } from "#features/moderation/statements/statement-text.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { appealedActionTitle } from "../action-title.ts";
import type { AppealCase } from "../appeal-cases.ts";

/** A list of appeals: the decision, the member, and the age or the outcome. */
export function AppealList({ appeals }: { appeals: AppealCase[] }) {
  const t = translator();
  return (
    <ol className="appeal-list">
      {appeals.map(({ id, createdAt, decision, member, article, outcome }) => (
        <li key={id}>
          <a href={`/admin/appeals/${id}`}>
            {typeset(appealedActionTitle(decision))}
            {article && <> · {typeset(article.title)}</>}
          </a>
          <p>
            {member?.name} · <FormattedDate at={createdAt} style="long" />
            {outcome && <> · {t(`appeals.admin.outcome.${outcome.outcome}`)}</>}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** The contested decision: its reason, its decider and the text that it is about. */
export function ContestedDecision({ appeal, settings }: { appeal: AppealCase; settings: Settings }) {
  const t = translator();
  const { decision, decider, member, memberId, undone } = appeal;
  const rule = findCitedRule(decision.reason, settings, siteLocale());
  const by = deciderKind(decision);
  const until = decision.after.suspensionEndsAt;
  return (
    <>
      <dl className="statement-facts">
        <Fact name={t("appeals.admin.member")}>
          <a href={`/admin/moderation/members/${memberId}`}>{member?.name}</a>
        </Fact>
        <Fact name={t("appeals.admin.decision")}>
          {typeset(appealedActionTitle(decision))}
          {undone && <> · {t("statements.state.undone")}</>}
        </Fact>
        <Fact name={t("statements.facts.rule")}>
          {rule ? (
            <a href={`/rules#${rule.anchor}`}>{typeset(rule.title)}</a>
          ) : (
            t(`statements.facts.${missingRuleKey(decision)}`)
          )}
        </Fact>
        <Fact name={t("statements.facts.by")}>
          {by === "person" ? (decider ?? t("comments.anonymous")) : t.typeset(`statements.by.${by}`)}
        </Fact>
        <Fact name={t("statements.facts.since")}>
          <FormattedDate at={decision.createdAt} style="long" />
        </Fact>
        {until && (
          <Fact name={t("statements.facts.until")}>
            <FormattedDate at={new Date(until)} style="long" />
          </Fact>
        )}
        {decision.note && (
          <Fact name={t("appeals.admin.note")}>
            <span className="appeal-note">{decision.note}</span>
          </Fact>
        )}
      </dl>
      <ContestedText appeal={appeal} />
    </>
  );
}

function ContestedText({ appeal: { comment, article } }: { appeal: AppealCase }) {
  const t = translator();
  if (!comment || !article) return null;
  return (
    <section className="statement-text" aria-labelledby="appeal-text">
      <h3 id="appeal-text">
        {t("appeals.admin.text")} <a href={discussionPath(article.slug)}>{typeset(article.title)}</a>
      </h3>
      {comment.deletedAt || comment.bodyHtml === "" ? (
        <p>{t("statements.facts.gone")}</p>
      ) : (
        <Prose className="comment-body">{renderCommentBody(comment.bodyHtml)}</Prose>
      )}
      <p className="statement-foot">
        <a href={`/comments/${comment.id}`}>{t("appeals.admin.open")}</a>
      </p>
    </section>
  );
}

/** The outcome of an appeal and its decider. */
export function AppealOutcome({ appeal: { outcome, appealDecider } }: { appeal: AppealCase }) {
  const t = translator();
  if (!outcome) return null;
  return (
    <>
      <p role="status" className="form-note">
        {t(`appeals.admin.outcome.${outcome.outcome}`)}
        {appealDecider && <> · {appealDecider}</>} · <FormattedDate at={outcome.createdAt} style="long" />
      </p>
      {outcome.note && <blockquote className="statement-quote">{outcome.note}</blockquote>}
      {outcome.sole && <p>{t.typeset("appeals.admin.decidedBySame")}</p>}
    </>
  );
}
