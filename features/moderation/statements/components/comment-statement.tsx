import type { Settings } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import type { Statement } from "../queries.ts";
import { isAppealable } from "../rules.ts";
import { StatementFacts } from "./statement.tsx";

/** For the author of a hidden comment, on its page: the statement of reasons and the appeal. */
export function CommentStatement({
  statement,
  settings,
  now,
}: {
  statement: Statement;
  settings: Settings;
  now: Date;
}) {
  const t = translator();
  const open = isAppealable(statement) && !statement.appeal;
  return (
    <section className="section-small comment-statement" aria-labelledby="decided-heading">
      <h2 id="decided-heading" className="comment-form-heading">
        {t("statements.facts.heading")}
      </h2>
      <StatementFacts statement={statement} settings={settings} now={now} />
      <p className="statement-foot">
        <a href={`/account/decisions/${statement.id}${open ? "#appeal" : ""}`}>
          {t(open ? "statements.contest" : "statements.readMore")}
        </a>
      </p>
    </section>
  );
}
