"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useViewer } from "#features/auth/components/use-viewer.client.tsx";

interface Props {
  /** Id of the comment's element, and its writer's handle. */
  comment: string;
  by: string;
  label: string;
  children: ReactNode;
}

/**
 * A comment as everybody reads it; for whoever has muted its writer, folded under a line that opens it. The list of mutes comes after
 * the page: what is above or in view by then keeps its height, so that nothing moves, and what the address names stays open.
 */
export function FoldedComment({ comment, by, label, children }: Props) {
  const muted = useViewer()?.muted.includes(by) ?? false;
  /** The height that it keeps (0: none); undefined: not folded. */
  const [kept, setKept] = useState<number>();

  useEffect(() => {
    if (!muted || location.hash === `#${comment}`) return setKept(undefined);
    const box = document.getElementById(comment)?.getBoundingClientRect();
    setKept(box && box.top < innerHeight ? box.height : 0);
  }, [muted, comment]);

  if (kept === undefined) return children;
  return (
    <details
      className="muted-comment"
      data-kept={kept > 0 ? "" : undefined}
      ref={(node) => {
        // By script, because the policy allows no style attribute in the page.
        if (node && kept > 0) node.style.minHeight = `${kept}px`;
      }}
    >
      <summary>{label}</summary>
      <div className="comment">{children}</div>
    </details>
  );
}
