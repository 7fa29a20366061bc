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
  /** The effects of the undo; undefined while loading, and if it is refused. */
  question?: UndoQuestion;
  /** Why it is refused, or why loading failed. */
  problem?: string;
}

/**
 * Undoes the moderator's own decisions: those made on this view of the page at once, earlier ones after a confirmation.
 * @param first the confirmation that the URL asks for
 */
export function useUndo(
  { list, marks, selection, done, outbox }: QueueViewState,
  { bulk, thread }: Others,
  first: UndoRequest | undefined,
) {
  const t = useTranslator();
  const [confirmation, setConfirmation] = useState(first);

  const ask = async (entry: UndoableDecision, decision: number) => {
    setConfirmation({ entry });
    const form = new FormData();
    form.set("decision", String(decision));
    const state = await callAction(previewUndoAction, form);
    // Ignored if the dialog was closed meanwhile, or shows another decision.
    const answer = (update: Partial<UndoRequest>) =>
      setConfirmation((current) => (current?.entry === entry ? { ...current, ...update } : current));
    if (state.status === "done") answer({ question: state.value });
    else if (state.status === "refused") {
      answer({ problem: state.message });
      // It can never be undone, so the next undo applies to the decision before it.
      if (state.code.startsWith("moderation.")) done.remove((other) => other.decision === decision);
    }
  };

  const request = (entry: UndoableDecision, { byKey = false } = {}) => {
    const unsent = outbox.waiting.find((task) => task.key === entry.key || task.parentKey === entry.key);
    if (entry.here) undo(entry);
    else if (entry.decision !== undefined) void ask(entry, entry.decision);
    else if (byKey || !unsent || unsent.maybeSent)
      done.tell({ text: t.typeset("moderation.queue.undoConfirmation.unsent"), isError: true });
    else undo(entry);
  };

  const undo = (entry: UndoableDecision) => {
    const { key, decision, text } = entry;
    const isOwnMark = (mark: DecisionMark) =>
      (key !== undefined && mark.key === key) || (decision !== undefined && mark.decision === decision);
    const [markedId] = marks.idsOf(isOwnMark);
    const unsent = outbox.waiting.find((task) => task.key === key);
    done.remove((other) => other === entry || (decision !== undefined && other.decision === decision));
    if (key !== undefined) bulk.takeBack(key);
    if (markedId !== undefined) selection.focusOn(markedId);
    if (unsent && outbox.drop(unsent.key)) {
      marks.clear(isOwnMark);
      // Its expected effect was shown already.
      if (unsent.item !== undefined) void list.look([unsent.item]);
      else void thread.look();
      done.tell({ text: t.typesetAround("moderation.queue.toast.undone", { what: text }) });
      return;
    }
    marks.change(isOwnMark, { undoing: true });
    done.tell({ text: t.typeset("moderation.queue.bulk.undoing") });
    outbox.add({
      key: createTaskKey(),
      kind: "undo",
      fields: decision === undefined ? {} : { decision: String(decision) },
      text,
      ...(key !== undefined && { parentKey: key }),
      ...(markedId !== undefined && { item: markedId }),
    });
  };

  const settled = (task: OutboxTask, state: AnswerState<"undo">) => {
    const { parentKey } = task;
    const decision = Number(task.fields.decision);
    const isOwnMark = (mark: DecisionMark) => mark.key === parentKey || mark.decision === decision;
    const markedIds = marks.idsOf(isOwnMark);
    if (state?.status === "refused") {
      done.tell({ text: state.message, isError: true });
      bulk.staysSo(parentKey, state.message);
      if (state.code.startsWith("moderation.")) {
        // It can never be undone; its subject can be decided on again, in its current state.
        marks.clear(isOwnMark);
        for (const id of markedIds) marks.problem(id, state.message);
        void list.look(markedIds);
      } else {
        marks.change(isOwnMark, { undoing: false });
        done.push({ key: parentKey, decision, text: task.text, here: false });
      }
      void thread.look();
      return;
    }
    marks.clear(isOwnMark);
    bulk.isBack(parentKey);
    // No answer: the decision was refused, which was reported already.
    if (state?.status !== "done") return;
    done.tell({ text: t.typesetAround("moderation.queue.toast.undone", { what: task.text }) });
    invalidateAuthors(state.value.decision);
    void showUndone(state.value, markedIds);
  };

  /** Shows the restored comments in their current state. */
  const showUndone = async (undone: UndoResult, markedIds: number[]) => {
    const { kind, id, version, status, featured, parts } = undone;
    if (kind === "article") return thread.undone(undone);
    if (kind === "member") return refreshMemberItems(list, id, version);
    for (const itemId of markedIds) marks.problem(itemId, undefined);
    if (kind !== "comment") return;
    list.change(
      (item) => item.id === id,
      () => ({ version, ...(status && { status }), ...(featured !== undefined && { featured }) }),
    );
    if (list.items.some((item) => item.id === id)) return list.look([...new Set([id, ...markedIds])]);
    await list.look(markedIds);
    if (parts > 0) return;
    await list.bringBack(id, selection.selected);
    selection.focusOn(id);
  };

  /**
   * Discards the waiting tasks. Decisions that were never sent are unmarked, and pending undos are dropped. Tasks that
   * may have taken effect are checked by reloading the items.
   */
  const forget = () => {
    const discarded = outbox.discard();
    const unsure = discarded.filter(({ maybeSent }) => maybeSent);
    const isUnsure = (mark: DecisionMark) => unsure.some(({ key }) => key === mark.key);
    const inDoubt = marks.idsOf(isUnsure);
    for (const { key, kind, parentKey, fields, text, maybeSent } of discarded) {
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
          unsure.some((task) => task.parentKey === parentKey) ? t.typeset("moderation.queue.unsent.maybe") : undefined,
        );
      // A decision that this page does not know cannot be undone here.
      const decisionKey = kind === "many" ? parentKey : key;
      if (decisionKey === undefined || !outbox.isResolved(decisionKey))
        done.remove((entry) => entry.key === decisionKey);
    }
    if (unsure.length > 0) done.tell({ text: t.typeset("moderation.queue.unsent.maybe"), isError: true });
    void list.look(list.items.map(({ id }) => id)).then((reloaded) => {
      marks.clear(isUnsure);
      if (!reloaded) for (const id of inDoubt) marks.problem(id, t.typeset("moderation.queue.unsent.maybe"));
    });
    void thread.look();
  };

  return {
    undo: request,
    forget,
    confirmation,
    keep: () => setConfirmation(undefined),
    confirm: () => {
      setConfirmation(undefined);
      if (confirmation?.question) undo(confirmation.entry);
    },
    undoLast: () => {
      const last = done.stack.at(-1);
      if (last) request(last, { byKey: true });
      else done.tell({ text: t.typeset("moderation.queue.recent.none") });
    },
    settled,
  };
}
