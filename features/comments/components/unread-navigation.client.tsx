"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { openShortcutDialog, ShortcutDialog } from "#components/ui/shortcut-dialog.client.tsx";
import { useSingleKeys } from "#components/ui/use-single-keys.ts";
import {
  arrangeUnread,
  chooseNextUnread,
  listAllNewComments,
  type NewCommentElsewhere,
  parseNewComments,
} from "../visits/unread.ts";
import { focusArrival, focusComment } from "./focus-comment.ts";
import { toggleFoldInView, watchThreadFolds } from "./thread-folds.ts";
import { type DiscussionCommand, useDiscussionKeys } from "./use-discussion-keys.ts";
import { findPosition, useReadOnSight } from "./use-read-on-sight.ts";
import { listNewMarks, useVisit } from "./visit.client.tsx";

export interface UnreadLabels {
  group: string;
  next: string;
  previous: string;
  /** Contains {position} and {total}. */
  position: string;
  end: string;
  keys: string;
  dialog: { title: string; single: string; singleHint: string; close: string };
  /** What the keys do. */
  effects: Record<DiscussionCommand, string>;
}

interface Props {
  /** The article's slug. */
  article: string;
  /** The page shows all comments of the discussion. */
  isWhole: boolean;
  /** The first thread of the page; null if its order is not that of the threads' numbers. */
  firstThread: number | null;
  labels: UnreadLabels;
}

const dialogId = "discussion-keys";

/**
 * The keys of the discussion: they fold threads, and go through the comments that are new to the reader, on all pages of the discussion, as
 * two buttons do. The buttons are not there if nothing is new, and on a first visit.
 */
export function UnreadNavigation({ article, isWhole, firstThread, labels }: Props) {
  const { isNew, read, markRead } = useVisit();
  const single = useSingleKeys();
  const [onPage, setOnPage] = useState<readonly number[]>([]);
  const [hasThreads, setHasThreads] = useState(false);
  const others = useNewCommentsElsewhere(article, isWhole);
  const [current, setCurrent] = useState<number>();
  const [isAtEnd, setIsAtEnd] = useState(false);
  /** The step that the reader took before the other pages were known. */
  const pendingStep = useRef<"next" | "previous">(undefined);
  const hasArrived = useRef(false);
  const list = useMemo(
    () =>
      arrangeUnread(
        onPage,
        (others ?? []).filter(({ id, by }) => isNew(id, by)),
        firstThread,
      ),
    [onPage, others, isNew, firstThread],
  );
  useReadOnSight(onPage, markRead);

  // The marks of the page, once they are rendered: `isNew` changes with them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => {
    const ids = listNewMarks(document).map((mark) => Number(mark.closest("article")?.id.slice("comment-".length)));
    setOnPage(ids);
    setHasThreads(document.querySelector(".thread-fold") !== null);
    // The reader came here for it, perhaps from another page by these buttons.
    const named = ids.find((id) => location.hash === `#comment-${id}`);
    if (named !== undefined) {
      setCurrent((now) => now ?? named);
      markRead(named);
      if (!hasArrived.current) focusArrival(named);
      hasArrived.current = true;
    }
  }, [isNew]);

  const go = (step: "next" | "previous") => {
    const { position, isBetween } = findPosition(list, onPage, current);
    const target =
      step === "next" ? chooseNextUnread(list.items, position, read) : list.items[isBetween ? position : position - 1];
    // The other pages may have one: it is known in a moment.
    pendingStep.current = target || others ? undefined : step;
    setIsAtEnd(!target && !pendingStep.current);
    if (!target) return;
    setCurrent(target.id);
    markRead(target.id);
    if (target.address === undefined) focusComment(target.id);
    else location.assign(target.address);
  };
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  useEffect(() => {
    if (others && pendingStep.current) latest.current(pendingStep.current);
  }, [others]);

  useEffect(watchThreadFolds, []);
  const total = list.items.length;
  useDiscussionKeys((command) => {
    if (command === "fold" || command === "foldThread") return toggleFoldInView(command === "foldThread");
    if (command === "help") return openShortcutDialog(dialogId);
    if (total > 0) go(command);
    return total > 0;
  });

  const dialog = (
    <ShortcutDialog
      id={dialogId}
      labels={labels.dialog}
      keys={[
        ...(total > 0
          ? ([
              ["n j", labels.effects.next],
              ["p k", labels.effects.previous],
            ] as const)
          : []),
        ["f", labels.effects.fold],
        ["F", labels.effects.foldThread],
        ["?", labels.effects.help],
      ]}
    />
  );
  if (total === 0) return hasThreads && dialog;
  const position = list.items.findIndex(({ id }) => id === current) + 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div className="unread-navigation" role="group" aria-label={labels.group}>
      <p role="status" className="unread-end">
        {isAtEnd && labels.end}
      </p>
      <div className="unread-buttons">
        <button
          type="button"
          className="unread-button"
          aria-label={labels.previous}
          aria-keyshortcuts={single ? "p" : undefined}
          onClick={() => go("previous")}
        >
          <Arrow up />
        </button>
        <button
          type="button"
          className="unread-button"
          aria-keyshortcuts={single ? "n" : undefined}
          onClick={() => go("next")}
        >
          {labels.next}
          <span aria-hidden="true" className="unread-position">
            {position === 0 ? total : `${position}/${total}`}
          </span>
          <span className="sr-only">
            {", "}
            {labels.position.replace("{position}", String(position)).replace("{total}", String(total))}
          </span>
          <Arrow />
        </button>
        <button
          type="button"
          className="unread-button unread-keys"
          aria-label={labels.keys}
          aria-keyshortcuts={single ? "?" : undefined}
          onClick={() => openShortcutDialog(dialogId)}
        >
          ?
        </button>
      </div>
      {dialog}
    </div>
  );
}

function Arrow({ up = false }: { up?: boolean }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentcolor" strokeWidth="1.75" aria-hidden>
      <path d={up ? "M2 9l5-5 5 5" : "M2 5l5 5 5-5"} />
    </svg>
  );
}

const none: readonly NewCommentElsewhere[] = [];

/** The new comments that the server knows of a discussion with several pages; undefined until it has answered, or failed to. */
function useNewCommentsElsewhere(article: string, isWhole: boolean): readonly NewCommentElsewhere[] | undefined {
  const since = useVisit().previous?.id;
  const [comments, setComments] = useState<readonly NewCommentElsewhere[]>();
  useEffect(() => {
    if (isWhole || since === undefined) return;
    const abort = new AbortController();
    const request = async (after: number) => {
      const address = `/api/new-comments?article=${encodeURIComponent(article)}&since=${after}`;
      const response = await fetch(address, { signal: abort.signal });
      return response.ok ? parseNewComments(await response.json()) : [];
    };
    listAllNewComments(request, since)
      .then(setComments)
      // Only the new comments of this page are known then.
      .catch(() => abort.signal.aborted || setComments(none));
    return () => abort.abort();
  }, [article, isWhole, since]);
  return isWhole || since === undefined ? none : comments;
}
