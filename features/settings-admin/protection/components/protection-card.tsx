import "./protection.css";
import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { dismissProtectionAction } from "../actions.ts";
import { protectionPath } from "../rules.ts";

/** Leads an administrator to the review of what screening does, until it is confirmed or dismissed. */
export function ProtectionCard() {
  const t = translator();
  return (
    <section className="protection-card" aria-labelledby="protection-card">
      <h2 id="protection-card">{t.typeset("settings.protection.title")}</h2>
      <p>{t.typeset("settings.protection.card")}</p>
      <div className="protection-card-actions">
        <a className="button button-strong" href={protectionPath}>
          {t("settings.protection.open")}
        </a>
        <ButtonForm action={dismissProtectionAction} label={t("settings.protection.dismiss")} variant="text" />
      </div>
    </section>
  );
}
