import { Field } from "#components/ui/field.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

/** What search engines are told instead of the title and the lead. */
export function SeoSection({ desk, labels, shown }: SectionProps) {
  const { content } = desk;
  return (
    <details open={content.canonicalUrl !== "" || hasError(shown, /^(seo|canonical)/)} className="form-section">
      <summary>{labels.seo}</summary>
      <div className="form">
        <Field
          name="seoTitle"
          label={labels.seoTitle}
          hint={labels.seoHint}
          defaultValue={content.seoTitle}
          refused={shown}
        />
        <TextArea
          name="seoDescription"
          label={labels.seoDescription}
          rows={3}
          defaultValue={content.seoDescription}
          refused={shown}
        />
        <Field
          name="canonicalUrl"
          label={labels.canonicalUrl}
          hint={labels.canonicalHint}
          type="url"
          inputMode="url"
          defaultValue={content.canonicalUrl}
          refused={shown}
        />
      </div>
    </details>
  );
}
