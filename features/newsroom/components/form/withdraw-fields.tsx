import { TextArea } from "#components/ui/text-area.tsx";
import { maxWithdrawalNoteLength } from "#features/newsroom/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

type Props = Pick<SectionProps, "draft" | "session" | "refusal" | "typed"> & { locked: boolean; pending: boolean };

/** Withdraws an article with a public note; on a withdrawn one, changes the note. */
export function WithdrawFields({ draft, session, refusal, typed, locked, pending }: Props) {
  const t = useTranslator();
  const withdrawn = session.status === "withdrawn";
  return (
    <details open={withdrawn || hasError(refusal, /^withdraw/)} className="publish-later">
      <summary>{withdrawn ? t.typeset("newsroom.form.withdrawn") : t.typeset("newsroom.form.withdraw")}</summary>
      <fieldset disabled={locked}>
        <legend className="sr-only">{t.typeset("newsroom.form.withdraw")}</legend>
        <TextArea
          name="withdrawNote"
          label={t.typeset("newsroom.form.withdrawNote")}
          hint={t.typeset("newsroom.form.withdrawNoteHint")}
          rows={3}
          maxLength={maxWithdrawalNoteLength}
          defaultValue={typed("withdrawNote", draft.withdrawNote)}
          refused={refusal}
        />
        <button type="submit" name="act" value="withdraw" className="button" aria-disabled={pending}>
          {withdrawn ? t.typeset("newsroom.form.changeWithdrawNote") : t.typeset("newsroom.form.withdrawNow")}
        </button>
      </fieldset>
    </details>
  );
}
