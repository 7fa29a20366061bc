import { useState } from "react";

/** The moderator's own decision that can still be undone. */
export interface UndoableDecision {
  /** The key of the task or selection, if it was made on this page. */
  key?: number | undefined;
  decision?: number | undefined;
  text: string;
  /** Made on this view of the page, so that it is undone at once. Earlier decisions need a confirmation. */
  here: boolean;
}

/**
 * The moderator's own decisions, newest last, and the last feedback.
 * @param recent decisions from before this view, newest first
 */
export function useUndoableDecisions(recent: { id: number; text: string }[]) {
  const [feedback, tell] = useState<Feedback>();
  const [stack, setStack] = useState<UndoableDecision[]>(() =>
    recent.map(({ id, text }) => ({ decision: id, text, here: false })).reverse(),
  );
  return {
    feedback,
    tell,
    stack,
    push: (...more: UndoableDecision[]) => setStack((before) => [...before, ...more]),
    /** Merges the decision made under `key` with its entry, so that it is listed once. */
    join: (key: number, decision: number) =>
      setStack((before) =>
        before.some((entry) => entry.key === key)
          ? before.filter((entry) => entry.key === key || entry.decision !== decision)
          : before.map((entry) => (entry.decision === decision ? { ...entry, key } : entry)),
      ),
    remove: (matches: (entry: UndoableDecision) => boolean) =>
      setStack((before) => before.filter((entry) => !matches(entry))),
  };
}

/** The message after a decision or a refusal. */
export interface Feedback {
  text: string;
  /** The key of the decision that the button undoes. */
  undo?: number;
  /** The author will be notified. */
  notifiesAuthor?: boolean;
  isError?: boolean;
}
