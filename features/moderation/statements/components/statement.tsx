import type { ReactNode } from "react";
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

/** A statement of reasons: what holds, the rule, who decided, what led to it, since and until when. */
export function StatementFacts({ statement, settings, now }: Props) {
  const t = translator();
  const { action, createdAt, after, reason, found, held, rule: byRule } = statement;
  const rule = findCitedRule(reason, settings, siteLocale());
  const state = statementState(statement, now);
  const until = after.suspensionEndsAt ? new Date(after.suspensionEndsAt) : undefined;
  return (
    <>
      {hasMemberNote(action) && statement.note && <blockquote className="statement-quote">{statement.note}</blockquote>}
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
            {t.typeset(`statements.causes.${byRule === null || action === "hold" ? found : "rule"}`)}
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

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The comment that a decision is about, as its author wrote it: they alone see it here. */
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

/** The list of decisions, newest first: what, how it stands, when. `link`: of who came by mail. */
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
      {statements.map((one) => {
        const state = one.appeal && !one.outcome ? undefined : statementState(one, now);
        return (
          <li key={one.id}>
            <a href={`/account/decisions/${one.id}${link ? `?link=${link}` : ""}`}>
              {typeset(statementTitle(one, siteLocale(), settings["site.zone"]))}
            </a>
            <p>
              <FormattedDate at={one.createdAt} style="long" />
              {one.appeal && !one.outcome && <> · {t("statements.state.contested")}</>}
              {state && <> · {t(`statements.state.${state}`)}</>}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
