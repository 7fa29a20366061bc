import { useEffect, useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import {
  type BulkDecisionAnswer,
  bulkAction,
  type DecisionResult,
  decideAction,
  type UndoResult,
  undoAction,
} from "#features/moderation/actions.ts";
import { type FormState, isUnansweredCall } from "#lib/action.ts";
import {
  Outbox,
  type OutboxTask,
  outboxStorageKey,
  type PauseReason,
  parseStoredTasks,
  type SendResult,
  serializeTasks,
} from "../outbox.ts";

export type OutboxAnswer =
  | { kind: "decide"; state: FormState<DecisionResult> }
  | { kind: "undo"; state: FormState<UndoResult> | undefined }
  | { kind: "many"; state: FormState<BulkDecisionAnswer> };

interface Options {
  /** Whose page it is: nothing is sent in anybody else's name. */
  viewer: number;
  settled(task: OutboxTask, answer: OutboxAnswer): void;
  /** What an earlier page of theirs could not send. */
  found(tasks: OutboxTask[]): void;
}

/** The outbox of this tab, with what it waits for. */
export function useOutbox(options: Options) {
  const { viewer } = options;
  const given = useRef(options);
  useEffect(() => {
    given.current = options;
  });
  const [state, setState] = useState<{ waiting: number; why: PauseReason | undefined; kept: boolean }>({
    waiting: 0,
    why: undefined,
    kept: false,
  });
  const made = useRef<Outbox<OutboxAnswer> | undefined>(undefined);
  if (!made.current) {
    const outbox: Outbox<OutboxAnswer> = new Outbox<OutboxAnswer>({
      send: (task) => send(task, viewer),
      settled: (task, answer) => given.current.settled(task, answer),
      changed: () => {
        const { waiting, pauseReason } = outbox;
        setState((before) => ({
          waiting: waiting.length,
          why: pauseReason,
          kept: before.kept && waiting.length > 0 && pauseReason !== undefined,
        }));
        try {
          // For the time of the tab: what was not sent when a page was closed, or left to sign in again.
          if (waiting.length > 0) sessionStorage.setItem(outboxStorageKey(viewer), serializeTasks(waiting));
          else sessionStorage.removeItem(outboxStorageKey(viewer));
        } catch {
          // Storage may be full or closed: then nothing outlives the page, which asks before it is left.
        }
      },
    });
    made.current = outbox;
  }
  const outbox = made.current;
  useEffect(() => {
    const kept = readStoredTasks(outboxStorageKey(viewer));
    if (kept.length > 0 && outbox.waiting.length === 0) {
      outbox.restore(kept);
      setState((before) => ({ ...before, kept: true }));
      given.current.found(kept);
    }
    const leaving = (event: BeforeUnloadEvent) => {
      const stays = outbox.pauseReason === "signedOut" || outbox.pauseReason === "otherMember";
      if (outbox.waiting.length > 0 && !stays) event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, [outbox, viewer]);
  return { outbox, ...state };
}

function readStoredTasks(name: string): OutboxTask[] {
  try {
    return parseStoredTasks(sessionStorage.getItem(name));
  } catch {
    return [];
  }
}

async function send(task: OutboxTask, viewer: number): Promise<SendResult<OutboxAnswer>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(task.fields)) form.set(name, value);
  form.set("as", String(viewer));
  if (task.kind === "undo") {
    // What it should undo was refused: there is nothing.
    if (!form.has("decision")) return { answer: { kind: "undo", state: undefined } };
    // Decided on this view of the page, or confirmed.
    form.set("sure", "yes");
    const state = await callAction(undoAction, form);
    return toPause(state) ?? { answer: { kind: "undo", state } };
  }
  if (task.kind === "many") {
    const state = await callAction(bulkAction, form);
    return toPause(state) ?? { answer: { kind: "many", state } };
  }
  const state = await callAction(decideAction, form);
  return toPause(state) ?? { answer: { kind: "decide", state } };
}

function toPause(state: FormState<unknown>): { later: PauseReason; seconds?: number } | undefined {
  // No answer of ours: the site is being replaced, or the way to it is not what it was.
  if (isUnansweredCall(state)) return { later: "offline" };
  if (state.status !== "refused") return undefined;
  if (state.code === "member.signedOut") return { later: "signedOut" };
  if (state.code === "moderation.otherMember") return { later: "otherMember" };
  if (state.code === "form.tooFast") return { later: "slow", seconds: 5 };
  return undefined;
}
