import type { CommentFormLabels, PostResult } from "./comment-form.client.tsx";
import { RuleLink } from "./rule-link.tsx";

/** The result of sending a comment: published, or pending and why. */
export function PostResultNote({ posted, labels }: { posted: PostResult; labels: CommentFormLabels }) {
  return (
    <p role="status" className="form-success">
      {posted.visible ? labels.posted : labels.waits} <a href={posted.address}>{labels.see}</a>
      {posted.why && (
        <>
          <br />
          {posted.why.sentence} <RuleLink see={posted.why.see} />
        </>
      )}
    </p>
  );
}
