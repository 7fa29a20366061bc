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
  /** The member whose page it is: nothing is sent in another member's name. */
  viewer: number;
  settled(task: OutboxTask, answer: OutboxAnswer): void;
  /** Called with the unsent tasks of an earlier page. */
  found(tasks: OutboxTask[]): void;
}

/** The outbox of this tab, and the state of its tasks. */
export function useOutbox(options: Options) {
  const { viewer } = options;
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [state, setState] = useState<{ waiting: number; why: PauseReason | undefined; isRestored: boolean }>({
    waiting: 0,
    why: undefined,
    isRestored: false,
  });
  const outboxRef = useRef<Outbox<OutboxAnswer> | undefined>(undefined);
  if (!outboxRef.current) {
    const outbox: Outbox<OutboxAnswer> = new Outbox<OutboxAnswer>({
      send: (task) => send(task, viewer),
      settled: (task, answer) => latest.current.settled(task, answer),
      changed: () => {
        const { waiting, pauseReason } = outbox;
        setState((before) => ({
          waiting: waiting.length,
          why: pauseReason,
          isRestored: before.isRestored && waiting.length > 0 && pauseReason !== undefined,
        }));
        try {
          // Kept for the lifetime of the tab, over a closed page or a new sign-in.
          if (waiting.length > 0) sessionStorage.setItem(outboxStorageKey(viewer), serializeTasks(waiting));
          else sessionStorage.removeItem(outboxStorageKey(viewer));
        } catch {
          // Storage may be full or disabled. The page then warns before it is left.
        }
      },
    });
    outboxRef.current = outbox;
  }
  const outbox = outboxRef.current;
  useEffect(() => {
    const storedTasks = readStoredTasks(outboxStorageKey(viewer));
    if (storedTasks.length > 0 && outbox.waiting.length === 0) {
      outbox.restore(storedTasks);
      setState((before) => ({ ...before, isRestored: true }));
      latest.current.found(storedTasks);
    }
    const leaving = (event: BeforeUnloadEvent) => {
      const keepsTasks = outbox.pauseReason === "signedOut" || outbox.pauseReason === "otherMember";
      if (outbox.waiting.length > 0 && !keepsTasks) event.preventDefault();
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
    // The decision was refused, so there is nothing to undo.
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

function toPause(state: FormState<unknown>): { pausedBy: PauseReason; seconds?: number } | undefined {
  // Not an answer of the site: it is restarting, or a proxy answered.
  if (isUnansweredCall(state)) return { pausedBy: "offline" };
  if (state.status !== "refused") return undefined;
  if (state.code === "member.signedOut") return { pausedBy: "signedOut" };
  if (state.code === "moderation.otherMember") return { pausedBy: "otherMember" };
  if (state.code === "form.tooFast") return { pausedBy: "slow", seconds: 5 };
  return undefined;
}
