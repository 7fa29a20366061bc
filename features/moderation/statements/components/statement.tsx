import { Fact } from "#components/ui/fact.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { renderCommentBody } from "#features/comments/components/comment.tsx";
import { HoldReason } from "#features/moderation/held-votes/components/hold-reason.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Statement } from "../queries.ts";
import { hasMemberNote, missingRuleKey } from "../rules.ts";
import { deciderKind, findCitedRule, statementState, statementTitle } from "../statement-text.ts";

interface Props {
  statement: Statement;
  settings: Settings;
  now: Date;
}

/** A statement of reasons: the decision, the rule, the decider, the cause, and the dates. */
export function StatementFacts({ statement, settings, now }: Props) {
  const t = translator();
  const { action, createdAt, after, reason, cause, held, rule: byRule } = statement;
  const rule = findCitedRule(reason, settings, siteLocale());
  const state = statementState(statement, now);
  const until = after.suspensionEndsAt ? new Date(after.suspensionEndsAt) : undefined;
  return (
    <>
      {hasMemberNote(action) && statement.note && <blockquote className="statement-quote">{statement.note}</blockquote>}
      {statement.messageToAuthor && (
        <>
          <p>{t.typeset("statements.messageToAuthor")}</p>
          <blockquote className="statement-quote">{statement.messageToAuthor}</blockquote>
        </>
      )}
      <dl className="statement-facts">
        {state && <Fact name={t("statements.facts.state")}>{t(`statements.state.${state}`)}</Fact>}
        {action !== "message" && (
          <Fact name={t("statements.facts.rule")}>
            {rule ? (
              <a href={`/rules#${rule.anchor}`}>{typeset(rule.title)}</a>
            ) : (
              t(`statements.facts.${missingRuleKey(statement)}`)
            )}
          </Fact>
        )}
        <Fact name={t("statements.facts.by")}>{t.typeset(`statements.by.${deciderKind(statement)}`)}</Fact>
        {(statement.subject === "comment" || statement.subject === "vote") && (
          <Fact name={t("statements.facts.cause")}>
            {t.typeset(`statements.causes.${byRule === null || action === "hold" ? cause : "rule"}`)}
            {held?.reason && held.facts && (
              <>
                {" "}
                <HoldReason reason={held.reason} facts={held.facts} />
              </>
            )}
          </Fact>
        )}
        <Fact name={t("statements.facts.since")}>
          <FormattedDate at={createdAt} style="long" />
        </Fact>
        {until && (
          <Fact name={t("statements.facts.until")}>
            <FormattedDate at={until} style="long" />
          </Fact>
        )}
      </dl>
    </>
  );
}

/** The comment that a decision is about. Only its author sees it here. */
export function StatementText({ statement: { comment, article } }: Pick<Props, "statement">) {
  const t = translator();
  if (!comment || !article) return null;
  return (
    <section className="statement-text" aria-labelledby="statement-text">
      <h3 id="statement-text">{t("statements.facts.about")}</h3>
      {comment.deletedAt || comment.bodyHtml === "" ? (
        <p>{t("statements.facts.gone")}</p>
      ) : (
        <Prose className="comment-body">{renderCommentBody(comment.bodyHtml)}</Prose>
      )}
    </section>
  );
}

/**
 * A list of decisions, newest first, with their state and date.
 * @param link the mailed link of a reader who is not signed in
 */
export function StatementList({
  statements,
  settings,
  now,
  link,
}: {
  statements: Statement[];
  settings: Settings;
  now: Date;
  link?: string | undefined;
}) {
  const t = translator();
  return (
    <ol className="statement-list">
      {statements.map((statement) => {
        const state = statement.appeal && !statement.outcome ? undefined : statementState(statement, now);
        return (
          <li key={statement.id}>
            <a href={`/account/decisions/${statement.id}${link ? `?link=${link}` : ""}`}>
              {typeset(statementTitle(statement, siteLocale(), settings["site.zone"]))}
            </a>
            <p>
              <FormattedDate at={statement.createdAt} style="long" />
              {statement.appeal && !statement.outcome && <> · {t("statements.state.contested")}</>}
              {state && <> · {t(`statements.state.${state}`)}</>}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
