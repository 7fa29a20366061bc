"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { useCommentForms } from "./comment-forms.client.tsx";
import { FoldedNews } from "./folded-replies.client.tsx";

interface Props {
  /** The author of the comment. */
  name: string;
  /** How many replies are inside. */
  count: number;
  children: ReactNode;
}

/**
 * The replies to a comment, which the reader folds together with it. The element holds the state: folding works without scripts and before
 * they have loaded, and lasts when the page gets new comments. Folded, it shows how many replies it hides, how many of them are new, and
 * whether a reply is being written inside.
 */
export function ThreadFold({ name, count, children }: Props) {
  const { labels, opened, closedDrafts } = useCommentForms();
  const details = useRef<HTMLDetailsElement>(null);
  const [isFolded, setIsFolded] = useState(false);
  const [hasDraft, setHasDraft] = useState(false);

  // The click that loads the scripts may fold the thread before they listen.
  useEffect(() => setIsFolded(details.current?.open === false), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect reads the forms from the page; these two change with them
  useEffect(() => {
    setHasDraft(isFolded && hasDraftInside(details.current?.parentElement));
  }, [isFolded, opened, closedDrafts]);

  return (
    <details ref={details} className="thread-fold" open onToggle={(event) => setIsFolded(!event.currentTarget.open)}>
      <summary>
        <span>
          {count === 1 ? labels.replies.one : labels.replies.many.replace("{count}", String(count))}
          <span className="sr-only"> {labels.replies.to.replace("{name}", () => name)}</span>
          <FoldedNews labels={labels.replies.news} />
          {hasDraft && <b className="thread-fold-draft">{labels.replies.draft}</b>}
        </span>
      </summary>
      {children}
    </details>
  );
}

/** Whether a reply is being written to a comment or inside its thread, or was written and left. */
function hasDraftInside(item: Element | null | undefined): boolean {
  if (!item) return false;
  const fields = [...item.querySelectorAll("textarea")];
  return fields.some(({ value }) => value.trim() !== "") || item.querySelector(".reply-draft") !== null;
}
