import { useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import type { UndoResult } from "#features/moderation/actions.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { previewUndoAction } from "../actions.ts";
import { createTaskKey, type OutboxTask } from "../outbox.ts";
import type { UndoQuestion } from "../undoable-decisions/undo-confirmation.ts";
import { invalidateAuthors } from "./author-pane.client.tsx";
import type { AnswerState, QueueViewState } from "./queue-view-state.ts";
import type { useBulkDecision } from "./use-bulk-decision.ts";
import type { DecisionMark } from "./use-decision-marks.ts";
import { refreshMemberItems } from "./use-decisions.ts";
import type { useThread } from "./use-thread.ts";
import type { UndoableDecision } from "./use-undoable-decisions.ts";

interface Others {
  bulk: ReturnType<typeof useBulkDecision>;
  thread: ReturnType<typeof useThread>;
}

/** The confirmation before an earlier decision is undone. */
export interface UndoRequest {
  entry: UndoableDecision;
  /** What the undo will do; undefined while it is loading and if it cannot be undone. */
  question?: UndoQuestion;
  /** Why it cannot be undone, or why loading failed. */
  problem?: string;
}

/**
 * Undoes the moderator's own decisions one after the other: those made on this view of the page at once, earlier ones after confirmation.
 * `first`: the confirmation that the URL asks for.
 */
export function useUndo(
  { list, marks, selection, done, outbox }: QueueViewState,
  { bulk, thread }: Others,
  first: UndoRequest | undefined,
) {
  const t = useTranslator();
  const [asked, setAsked] = useState(first);

  const ask = async (entry: UndoableDecision, decision: number) => {
    setAsked({ entry });
    const form = new FormData();
    form.set("decision", String(decision));
    const state = await callAction(previewUndoAction, form);
    // If the dialog was closed meanwhile, or shows another decision, it stays so.
    const answer = (known: Partial<UndoRequest>) =>
      setAsked((now) => (now?.entry === entry ? { ...now, ...known } : now));
    if (state.status === "done") answer({ question: state.value });
    else if (state.status === "refused") {
      answer({ problem: state.message });
      // It can never be undone: the next undo takes the decision before it.
      if (state.code.startsWith("moderation.")) done.remove((one) => one.decision === decision);
    }
  };

  const request = (one: UndoableDecision, { byKey = false } = {}) => {
    const unsent = outbox.waiting.find((task) => task.key === one.key || task.parentKey === one.key);
    if (one.here) undo(one);
    else if (one.decision !== undefined) void ask(one, one.decision);
    else if (byKey || !unsent || unsent.maybeSent)
      done.tell({ text: t.typeset("moderation.queue.undoConfirmation.unsent"), isError: true });
    else undo(one);
  };

  const undo = (one: UndoableDecision) => {
    const { key, decision, text } = one;
    const mine = (mark: DecisionMark) =>
      (key !== undefined && mark.key === key) || (decision !== undefined && mark.decision === decision);
    const [shown] = marks.idsOf(mine);
    const unsent = outbox.waiting.find((task) => task.key === key);
    done.remove((other) => other === one || (decision !== undefined && other.decision === decision));
    if (key !== undefined) bulk.takeBack(key);
    if (shown !== undefined) selection.focusOn(shown);
    if (unsent && outbox.drop(unsent.key)) {
      marks.clear(mine);
      // What it would have changed was shown already.
      if (unsent.item !== undefined) void list.look([unsent.item]);
      else void thread.look();
      done.tell({ text: t.typesetAround("moderation.queue.toast.undone", { what: text }) });
      return;
    }
    marks.change(mine, { undoing: true });
    done.tell({ text: t.typeset("moderation.queue.bulk.undoing") });
    outbox.add({
      key: createTaskKey(),
      kind: "undo",
      fields: decision === undefined ? {} : { decision: String(decision) },
      text,
      ...(key !== undefined && { parentKey: key }),
      ...(shown !== undefined && { item: shown }),
    });
  };

  const settled = (task: OutboxTask, state: AnswerState<"undo">) => {
    const of = task.parentKey;
    const decision = Number(task.fields.decision);
    const mine = (mark: DecisionMark) => mark.key === of || mark.decision === decision;
    const shown = marks.idsOf(mine);
    if (state?.status === "refused") {
      done.tell({ text: state.message, isError: true });
      bulk.staysSo(of, state.message);
      if (state.code.startsWith("moderation.")) {
        // Never any more: what it was about can be decided on anew, as it is now.
        marks.clear(mine);
        for (const id of shown) marks.problem(id, state.message);
        void list.look(shown);
      } else {
        marks.change(mine, { undoing: false });
        done.push({ key: of, decision, text: task.text, here: false });
      }
      void thread.look();
      return;
    }
    marks.clear(mine);
    bulk.isBack(of);
    // Without an answer there was nothing: what it should undo was refused, and that has been said.
    if (state?.status !== "done") return;
    done.tell({ text: t.typesetAround("moderation.queue.toast.undone", { what: task.text }) });
    invalidateAuthors(state.value.decision);
    void showUndone(state.value, shown);
  };

  /** What is back shows as it is, with what was decided and undone. */
  const showUndone = async (undone: UndoResult, shown: number[]) => {
    const { kind, id, version, status, featured, parts } = undone;
    if (kind === "article") return thread.undone(undone);
    if (kind === "member") return refreshMemberItems(list, id, version);
    for (const one of shown) marks.problem(one, undefined);
    if (kind !== "comment") return;
    list.change(
      (item) => item.id === id,
      () => ({ version, ...(status && { status }), ...(featured !== undefined && { featured }) }),
    );
    if (list.items.some((item) => item.id === id)) return list.look([...new Set([id, ...shown])]);
    await list.look(shown);
    if (parts > 0) return;
    await list.bringBack(id, selection.selected);
    selection.focusOn(id);
  };

  /** What waits is given up: what never left was not decided, what should be undone stays. What may have come through all the same is looked at first. */
  const forget = () => {
    const gone = outbox.discard();
    const unsure = gone.filter(({ maybeSent }) => maybeSent);
    const isUnsure = (mark: DecisionMark) => unsure.some(({ key }) => key === mark.key);
    const inDoubt = marks.idsOf(isUnsure);
    for (const { key, kind, parentKey, fields, text, maybeSent } of gone) {
      if (kind === "undo") {
        marks.change((mark) => mark.key === parentKey || String(mark.decision) === fields.decision, { undoing: false });
        bulk.staysSo(parentKey);
        if (fields.decision !== undefined)
          done.push({ key: parentKey, decision: Number(fields.decision), text, here: false });
        continue;
      }
      if (!maybeSent) marks.clear((mark) => mark.key === key);
      if (kind === "many")
        bulk.stop(
          parentKey,
          unsure.some((one) => one.parentKey === parentKey) ? t.typeset("moderation.queue.unsent.maybe") : undefined,
        );
      // What never became a decision, as far as this page knows, cannot be taken back from here.
      const made = kind === "many" ? parentKey : key;
      if (made === undefined || !outbox.isResolved(made)) done.remove((one) => one.key === made);
    }
    if (unsure.length > 0) done.tell({ text: t.typeset("moderation.queue.unsent.maybe"), isError: true });
    void list.look(list.items.map(({ id }) => id)).then((seen) => {
      marks.clear(isUnsure);
      if (!seen) for (const id of inDoubt) marks.problem(id, t.typeset("moderation.queue.unsent.maybe"));
    });
    void thread.look();
  };

  return {
    undo: request,
    forget,
    asked,
    keep: () => setAsked(undefined),
    confirm: () => {
      setAsked(undefined);
      if (asked?.question) undo(asked.entry);
    },
    undoLast: () => {
      const last = done.stack.at(-1);
      if (last) request(last, { byKey: true });
      else done.tell({ text: t.typeset("moderation.queue.recent.none") });
    },
    settled,
  };
}
