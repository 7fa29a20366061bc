import { Field } from "#components/ui/field.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { LeadPictureField, type LeadPictureProps } from "../lead-picture-field.client.tsx";
import { hasError } from "./section-props.ts";

/** The picture above the text, with its caption. */
export function LeadPictureSection(section: LeadPictureProps) {
  const t = useTranslator();
  const { draft, lead, search, refusal } = section;
  return (
    <details
      open={lead !== null || search.pictures !== undefined || hasError(refusal, /^lead[MC]/)}
      className="form-section"
    >
      <summary>{t.typeset("newsroom.form.leadPicture")}</summary>
      <div className="form">
        <LeadPictureField {...section} />
        <Field
          name="leadCaption"
          label={t.typeset("newsroom.form.leadCaption")}
          defaultValue={draft.content.leadCaption}
          refused={refusal}
        />
      </div>
    </details>
  );
}
