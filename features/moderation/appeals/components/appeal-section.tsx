import type { Statement } from "#features/moderation/statements/queries.ts";
import { appealDeadline, formatLastDay } from "#features/moderation/statements/statement-text.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { maxAppealLength } from "../rules.ts";
import { AppealForm } from "./appeal-form.client.tsx";

interface Props {
  statement: Statement;
  settings: Settings;
  now: Date;
  /** The mailed link of a reader who is not signed in. */
  link?: string | undefined;
}

/** The appeal against a decision: the form, the appeal that was sent, or its outcome. */
export function AppealSection({ statement, settings, now, link }: Props) {
  const t = translator();
  const { appeal, undone } = statement;
  const zone = settings["site.zone"];
  const until = appealDeadline(statement, zone);
  if (appeal) return <SentAppeal statement={statement} appeal={appeal} />;
  if (undone) return null;
  if (!until) return statement.action === "hold" ? <p>{t.typeset("appeals.notYet")}</p> : null;
  const day = formatLastDay(until, siteLocale(), zone);
  if (now >= until) return <p>{t.typeset("appeals.tooLate", { day })}</p>;
  return (
    <>
      <p className="account-lead">
        {t.typeset(statement.rule === null ? "appeals.intro" : "appeals.introAutomatic", { day })}
      </p>
      <AppealForm
        decision={statement.id}
        link={link}
        maxLength={maxAppealLength}
        labels={{
          body: t.typeset("appeals.body"),
          hint: t("appeals.hint", { max: maxAppealLength }),
          send: t("appeals.send"),
        }}
      />
      <p className="statement-redress">{t.typeset("appeals.otherWays")}</p>
    </>
  );
}

function SentAppeal({ statement, appeal }: { statement: Statement; appeal: NonNullable<Statement["appeal"]> }) {
  const t = translator();
  const { outcome, appealBody } = statement;
  return (
    <>
      <p role="status" className="form-note">
        {outcome ? t.typeset(`appeals.outcome.${outcome.outcome}`) : t.typeset("appeals.sent")}
      </p>
      {outcome?.note && (
        <>
          <h3>{t("appeals.reason")}</h3>
          <blockquote className="statement-quote">{outcome.note}</blockquote>
        </>
      )}
      {outcome?.sole && <p>{t.typeset("appeals.sole")}</p>}
      {appealBody && (
        <>
          <h3>{t("appeals.yourText")}</h3>
          <blockquote className="statement-quote">{appealBody}</blockquote>
        </>
      )}
      <p className="statement-dates">
        {t("appeals.sentAt")} <FormattedDate at={appeal.createdAt} style="long" absolute />
        {outcome && (
          <>
            {" · "}
            {t("appeals.decidedAt")} <FormattedDate at={outcome.decidedAt} style="long" absolute />
          </>
        )}
      </p>
      {outcome?.outcome === "upheld" && <p className="statement-redress">{t.typeset("appeals.otherWays")}</p>}
    </>
  );
}
