"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useViewer } from "#features/auth/components/use-viewer.client.tsx";
import "./muted-comment.css";

interface Props {
  /** The id of the comment's element, and the author's handle. */
  comment: string;
  by: string;
  label: string;
  children: ReactNode;
}

/**
 * A comment. For a viewer who has muted its author it is folded below a summary that opens it. The list of mutes comes after the page:
 * comments above or in the viewport keep their height then, so that nothing moves, and a comment that the URL's anchor names stays open.
 */
export function FoldedComment({ comment, by, label, children }: Props) {
  const muted = useViewer()?.muted.includes(by) ?? false;
  /** The height to keep (0: none); undefined while unfolded. */
  const [keptHeight, setKeptHeight] = useState<number>();

  useEffect(() => {
    if (!muted || location.hash === `#${comment}`) return setKeptHeight(undefined);
    const rect = document.getElementById(comment)?.getBoundingClientRect();
    setKeptHeight(rect && rect.top < innerHeight ? rect.height : 0);
  }, [muted, comment]);

  if (keptHeight === undefined) return children;
  return (
    <details
      className="muted-comment"
      data-kept={keptHeight > 0 ? "" : undefined}
      ref={(node) => {
        // Set by script: the Content-Security-Policy forbids style attributes in the page.
        if (node && keptHeight > 0) node.style.minHeight = `${keptHeight}px`;
      }}
    >
      <summary>{label}</summary>
      <div className="comment">{children}</div>
    </details>
  );
}
