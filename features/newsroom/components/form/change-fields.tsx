import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { changeKinds, maxCorrectionLength, maxCreditLength } from "#features/corrections/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { SectionProps } from "./section-props.ts";

type Props = Pick<SectionProps, "refusal" | "typed"> & { locked: boolean };

/** Whether a refusal is only about the kind of an update: it is then shown beside that question. */
export function isChangeRefusal(refusal: SectionProps["refusal"]): boolean {
  const invalidFields = Object.keys(refusal?.fields ?? {});
  return invalidFields.length > 0 && invalidFields.every((name) => name === "change" || name === "changeNote");
}

/** The kind of an update of a published article, and the note for readers. Nothing is preselected. */
export function ChangeFields({ refusal, typed, locked }: Props) {
  const t = useTranslator();
  const error = refusal?.fields.change;
  return (
    <fieldset
      className="publish-change"
      disabled={locked}
      aria-describedby={error ? "change-hint change-error" : "change-hint"}
    >
      <legend>{t.typeset("newsroom.form.change")}</legend>
      <p id="change-hint" className="field-hint">
        {t.typeset("newsroom.form.changeHint")}
      </p>
      <div id="change-error">
        {isChangeRefusal(refusal) && <FormAlert answer={refusal}>{error ?? refusal?.fields.changeNote}</FormAlert>}
        {error && !isChangeRefusal(refusal) && <p className="field-error">{error}</p>}
      </div>
      {changeKinds.map((kind) => (
        <label key={kind}>
          <input type="radio" name="change" value={kind} defaultChecked={kind === typed("change", "")} />
          {t.typeset(`newsroom.form.change_${kind}`)}
        </label>
      ))}
      <TextArea
        name="changeNote"
        label={t.typeset("newsroom.form.changeNote")}
        hint={t.typeset("newsroom.form.changeNoteHint")}
        rows={2}
        maxLength={maxCorrectionLength}
        defaultValue={typed("changeNote", "")}
        refused={refusal}
      />
      <Field
        name="changeCredit"
        label={t.typeset("newsroom.form.changeCredit")}
        hint={t.typeset("newsroom.form.changeCreditHint")}
        maxLength={maxCreditLength}
        autoComplete="off"
        defaultValue={typed("changeCredit", "")}
        refused={refusal}
      />
    </fieldset>
  );
}
