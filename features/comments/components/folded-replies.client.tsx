"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { useCommentForms } from "./comment-forms.client.tsx";
import { listNewMarks, useVisit } from "./visit.client.tsx";

/**
 * The replies to a comment beyond the first ones, in a fold that works without scripts: browsers open it for a comment that an address
 * names and for words that a reader looks for. It says how many of the replies are new to the reader.
 */
export function FoldedReplies({ children }: { children: ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null);
  const { opened, addedIds } = useCommentForms();
  const { isNew } = useVisit();

  // A reply that the reader is writing or has just posted stays in view when the page moves it into the fold.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `isNew` changes with the comments of the page.
  useEffect(() => {
    const fold = details.current;
    const holds = (comment: number) => fold?.querySelector(`#comment-${comment}`) !== null;
    if (fold && [...opened.keys(), ...addedIds].some(holds)) fold.open = true;
  }, [opened, addedIds, isNew]);

  useEffect(() => {
    const openForAddress = () => {
      const target = document.getElementById(location.hash.slice(1));
      const fold = target?.closest<HTMLDetailsElement>(".replies-fold:not([open])");
      // Older browsers do not open it themselves.
      if (!target || fold !== details.current || !fold) return;
      fold.open = true;
      target.scrollIntoView();
    };
    openForAddress();
    addEventListener("hashchange", openForAddress);
    return () => removeEventListener("hashchange", openForAddress);
  }, []);

  return (
    <li>
      <details ref={details} className="replies-fold">
        {children}
      </details>
    </li>
  );
}

/** How many of the folded replies are new, after the summary's text. `many` contains {count}. */
export function FoldedNews({ labels }: { labels: { one: string; many: string } }) {
  const place = useRef<HTMLSpanElement>(null);
  const { isNew } = useVisit();
  const [count, setCount] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `isNew` changes with the marks of the page.
  useEffect(() => {
    const fold = place.current?.closest("details");
    setCount(fold ? listNewMarks(fold).length : 0);
  }, [isNew]);
  return (
    <span ref={place}>
      {count > 0 && (
        <>
          {", "}
          <b className="replies-fold-new">{count === 1 ? labels.one : labels.many.replace("{count}", String(count))}</b>
        </>
      )}
    </span>
  );
}
