import type { CommentFormLabels, Posted } from "./comment-form.client.tsx";
import { Rule } from "./rule.tsx";

/** The result of sending a comment: published, or pending and why. */
export function PostedNote({ posted, labels }: { posted: Posted; labels: CommentFormLabels }) {
  return (
    <p role="status" className="form-done">
      {posted.visible ? labels.posted : labels.waits} <a href={posted.address}>{labels.see}</a>
      {posted.why && (
        <>
          <br />
          {posted.why.sentence} <Rule see={posted.why.see} />
        </>
      )}
    </p>
  );
}
