import { Field } from "#components/ui/field.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

/** Values for search engines that replace the title and the lead. */
export function SeoSection({ draft, refusal }: SectionProps) {
  const t = useTranslator();
  const { content } = draft;
  return (
    <details open={content.canonicalUrl !== "" || hasError(refusal, /^(seo|canonical)/)} className="form-section">
      <summary>{t.typeset("newsroom.form.seo")}</summary>
      <div className="form">
        <Field
          name="seoTitle"
          label={t.typeset("newsroom.form.seoTitle")}
          hint={t.typeset("newsroom.form.seoHint")}
          defaultValue={content.seoTitle}
          refused={refusal}
        />
        <TextArea
          name="seoDescription"
          label={t.typeset("newsroom.form.seoDescription")}
          rows={3}
          defaultValue={content.seoDescription}
          refused={refusal}
        />
        <Field
          name="canonicalUrl"
          label={t.typeset("newsroom.form.canonicalUrl")}
          hint={t.typeset("newsroom.form.canonicalHint")}
          type="url"
          inputMode="url"
          defaultValue={content.canonicalUrl}
          refused={refusal}
        />
      </div>
    </details>
  );
}
