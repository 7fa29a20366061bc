import { Field } from "#components/ui/field.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

/** How readers may answer, and until when. */
export function CommentsSection({ desk, labels, shown }: SectionProps) {
  const { content } = desk;
  return (
    <details open={hasError(shown, /^close/)} className="form-section">
      <summary>{labels.comments}</summary>
      <div className="form">
        <div className="field">
          <label htmlFor="commentPolicy">{labels.commentPolicy}</label>
          <select
            id="commentPolicy"
            name="commentPolicy"
            defaultValue={content.commentPolicy}
            key={content.commentPolicy}
          >
            {(["open", "premoderated", "closed"] as const).map((policy) => (
              <option key={policy} value={policy}>
                {labels[policy]}
              </option>
            ))}
          </select>
        </div>
        <Field
          name="closeAfterDays"
          label={labels.closeAfterDays}
          hint={labels.closeAfterDaysHint}
          inputMode="numeric"
          defaultValue={content.commentsCloseAfterDays ?? ""}
          refused={shown}
        />
      </div>
    </details>
  );
}
