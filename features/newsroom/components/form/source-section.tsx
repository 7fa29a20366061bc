import { Field } from "#components/ui/field.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

/** The source of an article that was published elsewhere first. */
export function SourceSection({ draft, choices, refusal }: SectionProps) {
  const t = useTranslator();
  const { content } = draft;
  return (
    <details open={content.source !== null || hasError(refusal, /^source/)} className="form-section">
      <summary>{t.typeset("newsroom.form.source")}</summary>
      <div className="form">
        <Field
          name="sourceName"
          label={t.typeset("newsroom.form.sourceName")}
          list="source-names"
          autoComplete="off"
          defaultValue={content.source?.name}
          refused={refusal}
        />
        <datalist id="source-names">
          {choices.sources.map(({ id, name }) => (
            <option key={id} value={name} />
          ))}
        </datalist>
        <Field
          name="sourceTitle"
          label={t.typeset("newsroom.form.sourceTitle")}
          defaultValue={content.source?.title}
          refused={refusal}
        />
        <Field
          name="sourceUrl"
          label={t.typeset("newsroom.form.sourceUrl")}
          type="url"
          inputMode="url"
          defaultValue={content.source?.url}
          refused={refusal}
        />
        <label className="form-checkbox">
          <input type="checkbox" name="syndicated" value="1" defaultChecked={content.source?.syndicated} />{" "}
          {t.typeset("newsroom.form.syndicated")}
        </label>
      </div>
    </details>
  );
}
