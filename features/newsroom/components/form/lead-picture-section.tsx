import { Field } from "#components/ui/field.tsx";
import { LeadPictureField, type LeadPictureProps } from "../lead-picture-field.client.tsx";
import { hasError } from "./section-props.ts";

/** The picture above the text, with its caption. */
export function LeadPictureSection(section: LeadPictureProps) {
  const { desk, lead, finds, labels, shown } = section;
  return (
    <details
      open={lead !== null || finds.pictures !== undefined || hasError(shown, /^lead[MC]/)}
      className="form-section"
    >
      <summary>{labels.leadPicture}</summary>
      <div className="form">
        <LeadPictureField {...section} />
        <Field name="leadCaption" label={labels.leadCaption} defaultValue={desk.content.leadCaption} refused={shown} />
      </div>
    </details>
  );
}
