import { useState } from "react";

/** One's own decision that can still be undone. */
export interface UndoableDecision {
  /** Of the task or the selection, where it was decided on this page. */
  key?: number | undefined;
  decision?: number | undefined;
  text: string;
  /** It was decided on this view of the page, so `u` undoes it at once. Earlier decisions ask for confirmation. */
  here: boolean;
}

/** What one did, the newest last, and what the page says of it. `recent`: from before, the newest first. */
export function useUndoableDecisions(recent: { id: number; text: string }[]) {
  const [told, tell] = useState<Feedback>();
  const [stack, setStack] = useState<UndoableDecision[]>(() =>
    recent.map(({ id, text }) => ({ decision: id, text, here: false })).reverse(),
  );
  return {
    told,
    tell,
    stack,
    push: (...more: UndoableDecision[]) => setStack((before) => [...before, ...more]),
    /** What was decided on this page under `key` is this decision: it stands there once. */
    join: (key: number, decision: number) =>
      setStack((before) =>
        before.some((one) => one.key === key)
          ? before.filter((one) => one.key === key || one.decision !== decision)
          : before.map((one) => (one.decision === decision ? { ...one, key } : one)),
      ),
    remove: (which: (one: UndoableDecision) => boolean) => setStack((before) => before.filter((one) => !which(one))),
  };
}

/** What was just done, or why not. */
export interface Feedback {
  text: string;
  /** Whose undo the button offers. */
  undo?: number;
  /** Its author will be told. */
  notifiesAuthor?: boolean;
  isError?: boolean;
}
