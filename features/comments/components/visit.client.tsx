"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { hasSessionHint, useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { findPreviousVisit, listReadComments, recordVisit, type SeenDiscussion } from "../visits/visits.ts";
import { useCommentForms } from "./comment-forms.client.tsx";

interface VisitState {
  /** The word on a new comment. */
  word: string;
  /** The discussion at the reader's previous visit; undefined on a first visit, and until it is known. */
  previous: SeenDiscussion | undefined;
  /** The reader's own comments among the new ones. */
  ownNew: number;
  /** Stores that the reader has seen the discussion. Undefined on a page with only a part of it, and until the previous visit is known. */
  record?: (() => void) | undefined;
  /** Whether a comment by the member with this handle is new to the reader. A new function whenever an answer may change. */
  isNew(comment: number, by: string | null): boolean;
  /** The new comments that the reader has read during this visit. */
  read: ReadonlySet<number>;
  markRead(comment: number): void;
}

const VisitContext = createContext<VisitState>({
  word: "",
  previous: undefined,
  ownNew: 0,
  isNew: () => false,
  read: new Set(),
  markRead() {},
});

export const useVisit = () => useContext(VisitContext);

/** How long the list of comments stays in view before it counts as seen (ms). */
const seenAfterMs = 2_000;

interface Props {
  /** The article's slug. */
  article: string;
  word: string;
  /** The newest comment that the page may show. */
  newest: number;
  /** The number of comments in the discussion; undefined on a page with only a part of it. */
  count?: number;
  children: ReactNode;
}

/**
 * Knows what is new in a discussion since the reader's previous visit, from this browser's storage only. The page is the same for everyone,
 * so the marks appear once its scripts run, in space that is reserved for them.
 */
export function VisitProvider({ article, word, newest, count, children }: Props) {
  const viewerData = useViewer();
  const { addedIds } = useCommentForms();
  const [opened, setOpened] = useState<{ previous: SeenDiscussion | undefined; by: number | undefined }>();
  const [read, setRead] = useState<ReadonlySet<number>>(new Set());
  // The same at once, for the storage.
  const readNow = useRef(read);

  // A member's own comments are not new: the marks wait until it is known which ones are theirs.
  const isViewerKnown = viewerData !== undefined;
  const by = viewerData?.viewer?.id;
  useEffect(() => {
    if (!isViewerKnown && hasSessionHint()) return;
    // While the viewer is fetched again, what is new stays the same.
    setOpened((before) =>
      before && before.by === by
        ? before
        : { previous: findPreviousVisit(() => localStorage, article, Date.now(), by), by },
    );
    readNow.current = new Set(listReadComments(() => localStorage, article, Date.now(), by));
    setRead(readNow.current);
  }, [article, isViewerKnown, by]);

  const visit = useMemo<Omit<VisitState, "read" | "markRead">>(() => {
    const previous = opened?.previous;
    const own = new Set([...(viewerData?.comments.own ?? []).map(({ id }) => id), ...addedIds]);
    const muted = new Set(viewerData?.muted);
    return {
      word,
      previous,
      ownNew: previous ? [...own].filter((id) => id > previous.id).length : 0,
      record:
        opened && count !== undefined
          ? () =>
              recordVisit(
                () => localStorage,
                article,
                { id: newest, count, at: Date.now() },
                { ...opened, read: readNow.current },
              )
          : undefined,
      isNew: (comment, by) =>
        previous !== undefined && comment > previous.id && !own.has(comment) && (by === null || !muted.has(by)),
    };
  }, [opened, viewerData, addedIds, word, article, newest, count]);

  const { record } = visit;
  const markRead = useCallback(
    (comment: number) => {
      if (readNow.current.has(comment)) return;
      readNow.current = new Set(readNow.current).add(comment);
      setRead(readNow.current);
      record?.();
    },
    [record],
  );
  const state = useMemo(() => ({ ...visit, read, markRead }), [visit, read, markRead]);
  return <VisitContext value={state}>{children}</VisitContext>;
}

/** The comments of the page. Once they have been in view for a moment, the reader has seen the discussion. */
export function SeenComments({ children }: { children: ReactNode }) {
  const { record } = useVisit();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!record || !list.current) return;
    let isInView = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      clearTimeout(timer);
      if (isInView && document.visibilityState === "visible") timer = setTimeout(record, seenAfterMs);
    };
    const observer = new IntersectionObserver(
      (entries) => {
        isInView = entries.at(-1)?.isIntersecting ?? false;
        update();
      },
      // The middle of the window: comments at its edge have not been read.
      { rootMargin: "-30% 0px" },
    );
    observer.observe(list.current);
    document.addEventListener("visibilitychange", update);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener("visibilitychange", update);
    };
  }, [record]);
  return <div ref={list}>{children}</div>;
}

/** The word on a comment that is new to the reader. Its space is reserved: it is invisible on the others. */
export function NewMark({ comment, by }: { comment: number; by: string | null }) {
  const { word, isNew, read } = useVisit();
  return (
    <span className="comment-new" data-new={isNew(comment, by) || undefined} data-read={read.has(comment) || undefined}>
      {word}
    </span>
  );
}

/** Lists the marks of new comments in a part of the page, in its order. */
export function listNewMarks(within: ParentNode): Element[] {
  return [...within.querySelectorAll(".comment-new[data-new]")];
}
