import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { getOfferedTopics } from "../cached.ts";
import { consentVersion, newsletterPath, signupAnchor } from "../signup/rules.ts";
import { SignupForm } from "./signup-form.client.tsx";

interface Props {
  /** The path of the page, which is stored with the consent. */
  page: string;
  /** On the page of its own, below its title. */
  full?: boolean;
  /** In the account, below a heading of the page: the member's address is filled in. */
  address?: string | null;
}

/** The sign-up to the newsletter at the end of a reader page; nothing if there is nothing to subscribe to. */
export async function SignupSection({ page, full, address }: Props) {
  const [settings, topics] = await Promise.all([getSettings(), getOfferedTopics()]);
  if (settings["newsletter.enabled"] === 0 || topics.length === 0) return null;
  const t = translator();
  const site = settings["site.name"];
  const consent = t("subscription.consent", { site });
  const isFull = full || address !== undefined;
  const form = (
    <SignupForm
      page={page}
      consent={consentVersion(consent)}
      topics={isFull ? topics : topics.map(({ id, name }) => ({ id, name }))}
      labels={{
        email: t("accounts.email"),
        placeholder: t("subscription.placeholder"),
        topics: t("subscription.topics"),
        rhythm: t("subscription.rhythm.legend"),
        monthly: t("subscription.rhythm.monthly"),
        weekly: t("subscription.rhythm.weekly"),
        alerts: t("subscription.alerts"),
        alertsHint: t.typeset("subscription.alertsHint"),
        submit: t("subscription.submit"),
        sent: t.typeset("subscription.sent.lead"),
        sentTo: t.typeset("subscription.sent.to"),
        correct: t.typeset("subscription.sent.correct"),
        trap: t("accounts.register.honeypot"),
      }}
      {...(isFull && { full: true })}
      {...(address && { address })}
    >
      <p className="field-hint">
        {typeset(consent)} <a href="/privacy">{t("subscription.privacy")}</a>
      </p>
    </SignupForm>
  );
  if (address !== undefined) return <div className="signup signup-full signup-account">{form}</div>;
  return (
    <section
      id={signupAnchor}
      className={full ? "signup signup-full" : "signup"}
      {...(full ? { "aria-label": t("subscription.submit") } : { "aria-labelledby": "newsletter-heading" })}
    >
      {!full && (
        <div className="signup-words">
          <h2 id="newsletter-heading" className="headline">
            <a href={newsletterPath}>{typeset(settings["newsletter.title"] || t("subscription.title"))}</a>
          </h2>
          <p>{typeset(settings["newsletter.lead"] || t("subscription.lead", { site }))}</p>
        </div>
      )}
      {form}
    </section>
  );
}
