import type { RefObject } from "react";
import type { CommentView } from "../comment-view.ts";
import { RuleLink, type RuleLinkProps } from "./rule-link.tsx";

/** The result of posting a comment: published, or pending with the reason. */
export function PostResultNote({
  ref,
  posted,
  labels,
}: {
  ref?: RefObject<HTMLParagraphElement | null>;
  posted: PostResult;
  labels: { posted: string; waits: string; see: string };
}) {
  return (
    <p ref={ref} role="status" tabIndex={-1} className="form-success">
      {posted.visible ? labels.posted : labels.waits} <a href={posted.address}>{labels.see}</a>
      {posted.holdReason && (
        <>
          <br />
          {posted.holdReason.sentence} <RuleLink see={posted.holdReason.see} />
        </>
      )}
    </p>
  );
}

export type PostResult = {
  id: number;
  visible: boolean;
  address: string;
  holdReason?: { sentence: string; see: RuleLinkProps };
  /** The comment itself, if it is visible. */
  comment?: CommentView;
};
