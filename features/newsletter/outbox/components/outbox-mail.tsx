import { Fact } from "#components/ui/fact.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { type OutboxScheme, outboxMailPath, outboxSchemes } from "../paths.ts";
import type { StoredMail } from "../stored-mail.ts";

/** One mail: who it is to, its HTML in a frame in which nothing runs, its text and its headers. */
export function OutboxMail({ mail, scheme }: { mail: StoredMail; scheme: OutboxScheme }) {
  const t = translator();
  const path = outboxMailPath(mail.id);
  return (
    <div className="outbox-mail">
      <dl className="preview-facts">
        <Fact name={t("outbox.facts.to")}>{mail.to}</Fact>
        <Fact name={t("outbox.facts.from")}>{mail.from}</Fact>
        <Fact name={t("outbox.facts.at")}>
          <FormattedDate at={mail.at} style="long" />
        </Fact>
      </dl>
      {mail.isRedacted && <p className="outbox-note">{t.typeset("outbox.redacted")}</p>}
      {mail.html !== "" && (
        <section aria-labelledby="html">
          <h2 id="html">{t("outbox.html")}</h2>
          <nav aria-label={t("outbox.schemes")} className="preview-options">
            {outboxSchemes.map((one) => (
              <a key={one} href={`${path}?scheme=${one}`} aria-current={one === scheme ? "true" : undefined}>
                {t(`outbox.scheme.${one}`)}
              </a>
            ))}
          </nav>
          <div className="preview-window outbox-window">
            <iframe src={`${path}/view?scheme=${scheme}`} title={t("outbox.html")} sandbox="allow-popups" />
          </div>
        </section>
      )}
      <section aria-labelledby="text">
        <h2 id="text">{t("outbox.text")}</h2>
        <pre className="outbox-source">{mail.text}</pre>
      </section>
      <section aria-labelledby="headers">
        <h2 id="headers">{t("outbox.headers")}</h2>
        <pre className="outbox-source">{mail.headers.map(({ line }) => line).join("\n")}</pre>
      </section>
    </div>
  );
}
