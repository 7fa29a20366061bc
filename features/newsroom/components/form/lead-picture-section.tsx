import { Field } from "#components/ui/field.tsx";
import { PictureField, type ShownPicture } from "../picture-field.client.tsx";
import type { SectionProps } from "./section.ts";

/** The picture above the text, with its caption. */
export function LeadPictureSection({
  lead,
  pictures,
  labels,
  live,
  shown,
  desk,
}: SectionProps & { lead: ShownPicture | null; pictures: ShownPicture[] }) {
  const { content } = desk;
  return (
    <details open={lead !== null || shown?.fields.leadMediaId !== undefined} className="desk-part">
      <summary>{labels.leadPicture}</summary>
      <div className="form">
        <PictureField lead={lead} pictures={pictures} labels={labels} live={live} />
        <Field name="leadCaption" label={labels.leadCaption} defaultValue={content.leadCaption} refused={shown} />
      </div>
    </details>
  );
}
