import { useEffect, useRef, useState } from "react";
import {
  bulkAction,
  type Decided,
  type DecidedMany,
  decideAction,
  type Undone,
  undoAction,
} from "#features/moderation/actions.ts";
import { type FormState, idle } from "#lib/action.ts";
import { type Answer, Outbox, type Task, type Why } from "../outbox.ts";

export type Settled =
  | { kind: "decide"; state: FormState<Decided> }
  | { kind: "undo"; state: FormState<Undone> | undefined }
  | { kind: "many"; state: FormState<DecidedMany> };

/** Kept for the time of the tab: what was not sent when a page was closed, or left to sign in again. */
const keptAs = "vigie.moderation.outbox";

function readKept(): Task[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keptAs) ?? "[]");
    return Array.isArray(kept) ? kept.filter((task): task is Task => typeof task?.key === "number") : [];
  } catch {
    return [];
  }
}

interface Options {
  /** The decision that a task made, once it is known: for its undo, and for the next part of a selection. */
  decisionOf(key: number): number | undefined;
  settled(task: Task, answer: Settled): void;
}

/** The outbox of this tab, with what it waits for. */
export function useOutbox(options: Options) {
  const given = useRef(options);
  useEffect(() => {
    given.current = options;
  });
  const [state, setState] = useState<{ waiting: number; why: Why | undefined; kept: boolean }>({
    waiting: 0,
    why: undefined,
    kept: false,
  });
  const made = useRef<Outbox<Settled> | undefined>(undefined);
  if (!made.current) {
    const outbox: Outbox<Settled> = new Outbox<Settled>({
      send: (task) => send(task, given.current.decisionOf),
      settled: (task, answer) => given.current.settled(task, answer),
      changed: () => {
        const { waiting, why } = outbox;
        setState((before) => ({
          waiting: waiting.length,
          why,
          kept: before.kept && waiting.length > 0 && why !== undefined,
        }));
        try {
          if (waiting.length > 0) sessionStorage.setItem(keptAs, JSON.stringify(waiting));
          else sessionStorage.removeItem(keptAs);
        } catch {
          // Storage may be full or closed: then nothing outlives the page, which asks before it is left.
        }
      },
    });
    made.current = outbox;
  }
  const outbox = made.current;
  useEffect(() => {
    const kept = readKept();
    if (kept.length > 0 && outbox.waiting.length === 0) {
      outbox.keep(kept);
      setState((before) => ({ ...before, kept: true }));
    }
    const leaving = (event: BeforeUnloadEvent) => {
      if (outbox.waiting.length > 0 && outbox.why !== "signedOut") event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, [outbox]);
  return { outbox, ...state };
}

async function send(task: Task, decisionOf: Options["decisionOf"]): Promise<Answer<Settled>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(task.fields)) form.set(name, value);
  const earlier = task.of === undefined ? undefined : decisionOf(task.of);
  if (task.kind === "undo") {
    if (earlier !== undefined) form.set("decision", String(earlier));
    // What it should undo was refused: there is nothing.
    if (!form.has("decision")) return { answer: { kind: "undo", state: undefined } };
    const state = await undoAction(idle, form);
    return laterIf(state) ?? { answer: { kind: "undo", state } };
  }
  if (task.kind === "many") {
    if (earlier !== undefined) form.set("head", String(earlier));
    const state = await bulkAction(idle, form);
    return laterIf(state) ?? { answer: { kind: "many", state } };
  }
  const state = await decideAction(idle, form);
  return laterIf(state) ?? { answer: { kind: "decide", state } };
}

function laterIf(state: FormState<unknown>): { later: Why; seconds?: number } | undefined {
  // No answer of ours: the site is being replaced, or the way to it is not what it was.
  if (!state) return { later: "offline" };
  if (state.status !== "refused") return undefined;
  if (state.code === "member.signedOut") return { later: "signedOut" };
  if (state.code === "form.tooFast") return { later: "slow", seconds: 5 };
  return undefined;
}
