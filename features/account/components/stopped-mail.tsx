import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { resumeMailAction } from "../actions.ts";

/** Says why the viewer's address gets no notifications by mail, with a button that resumes them where the viewer may. */
export function StoppedMail({ reason }: { reason: "bounce" | "complaint" | "staff" }) {
  const t = translator();
  return (
    <>
      <p className="form-note">{t.typeset(`account.email.stopped.${reason}`)}</p>
      {reason !== "staff" && <ButtonForm action={resumeMailAction} label={t("account.email.stopped.resume")} />}
    </>
  );
}
