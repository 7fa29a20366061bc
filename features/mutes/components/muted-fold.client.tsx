"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useOwn } from "#features/members/components/own.client.tsx";

interface Props {
  /** Id of the comment's element, and its writer's handle. */
  comment: string;
  by: string;
  label: string;
  children: ReactNode;
}

/**
 * A comment as everybody reads it; for whoever has muted its writer, folded under a line that opens it. What stands above the reader
 * keeps its height, so that nothing moves when the list of mutes arrives.
 */
export function MutedFold({ comment, by, label, children }: Props) {
  const muted = useOwn()?.muted.includes(by) ?? false;
  const [fold, setFold] = useState<{ height: number; open: boolean }>();

  useEffect(() => {
    if (!muted) return setFold(undefined);
    const box = document.getElementById(comment)?.getBoundingClientRect();
    setFold({ height: box && box.bottom < 0 ? box.height : 0, open: location.hash === `#${comment}` });
  }, [muted, comment]);

  if (!fold) return children;
  return (
    <details
      className="muted-comment"
      open={fold.open}
      ref={(node) => {
        // By script, because the policy allows no style attribute in the page.
        if (node && fold.height > 0) node.style.minHeight = `${fold.height}px`;
      }}
    >
      <summary>{label}</summary>
      <div className="comment">{children}</div>
    </details>
  );
}
