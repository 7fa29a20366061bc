import { useEffect, useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import type { FormFields } from "#features/moderation/queue/form-fields.ts";
import {
  createSelectionKey,
  createTaskKey,
  Outbox,
  type OutboxTask,
  type PauseReason,
  type SendResult,
} from "#features/moderation/queue/outbox.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { type FormState, isUnansweredCall } from "#lib/action.ts";
import { decideItemAction, decideItemsAction, type RefusedItem, undoItemsAction } from "../actions.ts";
import type { ListedItem } from "../item/item-detail.ts";

/** A decision of this page, which can be undone. */
interface MadeDecision {
  key: string;
  items: number[];
  text: string;
}

export interface InboxToast {
  text: string;
  isError: boolean;
  /** It can be undone. */
  isUndoable: boolean;
}

type Answer =
  | { kind: "decide"; state: FormState<{ articleId: number | null; decision: number; restored: ListedItem[] }> }
  | { kind: "many"; state: FormState<{ decided: number[]; refused: RefusedItem[] }> }
  | { kind: "undo"; state: FormState<{ restored: ListedItem[]; refused: RefusedItem[] }> };

interface Options {
  viewer: number;
  /** Takes items out of the list, before the answer. */
  hide(items: number[]): void;
  /** Puts them back, with what went wrong by item. */
  putBack(items: number[], problems: ReadonlyMap<number, string>): void;
  /** Shows items that wait again after an undo. */
  restore(items: ListedItem[]): void;
  /** Shows items that were separated from another one. */
  split(items: ListedItem[]): void;
}

/**
 * Decides by script: an item leaves the list at once, and the requests are sent one after the other. A refused one comes back with a
 * sentence. Each request names its items, so a fast key never decides about another one.
 */
export function useInboxDecisions(options: Options) {
  const t = useTranslator();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [toast, setToast] = useState<InboxToast | undefined>();
  const [unsent, setUnsent] = useState<{ count: number; why: PauseReason | undefined }>({ count: 0, why: undefined });
  const made = useRef<MadeDecision[]>([]);
  const outboxRef = useRef<Outbox<Answer> | undefined>(undefined);
  outboxRef.current ??= new Outbox<Answer>({
    send: (task) => send(task, latest.current.viewer),
    settled: (task, answer) => settled(task, answer),
    changed: () => setUnsent({ count: outbox.waiting.length, why: outbox.pauseReason }),
  });
  const outbox = outboxRef.current;

  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (outbox.waiting.length > 0) event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, [outbox]);

  const forget = (key: string | undefined) => {
    made.current = made.current.filter((one) => one.key !== key);
  };

  const add = (kind: "decide" | "many", items: number[], fields: FormFields, text: string) => {
    const key = createSelectionKey();
    made.current.push({ key, items, text });
    latest.current.hide(items);
    setToast({ text, isError: false, isUndoable: true });
    outbox.add({ key: createTaskKey(), kind, fields: { ...fields, item: items.join(","), key }, text });
  };

  const decide = (item: number, fields: FormFields, text: string) => add("decide", [item], fields, text);
  const decideAll = (items: number[], fields: FormFields, text: string) => add("many", items, fields, text);

  const undoLast = () => {
    const last = made.current.pop();
    if (!last) {
      setToast({ text: t.typeset("inbox.nothingToUndo"), isError: false, isUndoable: false });
      return;
    }
    const text = t.typeset("inbox.undone", { what: last.text });
    const waiting = outbox.waiting.find(({ fields }) => fields.key === last.key);
    // Not sent yet: nothing has to be undone.
    if (waiting && outbox.drop(waiting.key)) latest.current.putBack(last.items, new Map());
    else outbox.add({ key: createTaskKey(), kind: "undo", fields: { key: last.key }, text });
    setToast({ text, isError: false, isUndoable: made.current.length > 0 });
  };

  const settled = ({ fields }: OutboxTask, answer: Answer) => {
    const fail = (message: string) => setToast({ text: message, isError: true, isUndoable: false });
    const { state } = answer;
    const items = (fields.item ?? "").split(",").filter(Boolean).map(Number);
    if (state.status === "refused") {
      const message = Object.values(state.fields)[0] ?? state.message;
      fail(message);
      if (answer.kind === "undo") return;
      forget(fields.key);
      latest.current.putBack(items, new Map(items.map((item) => [item, message])));
      return;
    }
    if (state.status === "idle") return;
    if (answer.kind === "many" && answer.state.status === "done") {
      const { refused } = answer.state.value;
      if (refused.length === 0) return;
      latest.current.putBack(
        refused.map(({ item }) => item),
        new Map(refused.map(({ item, message }) => [item, message])),
      );
      const decided = items.length - refused.length;
      if (decided === 0) forget(fields.key);
      // The first sentence was about all of them.
      const did = t(`inbox.did.${fields.action === "publish" || fields.action === "draft" ? fields.action : "skip"}`);
      setToast({
        text: `${t.typeset("inbox.notice.many", { did, count: decided })} ${t.typeset("inbox.notice.left", { count: refused.length })}`,
        isError: true,
        isUndoable: decided > 0,
      });
    }
    if (answer.kind === "undo" && answer.state.status === "done") {
      latest.current.restore(answer.state.value.restored);
      const [first] = answer.state.value.refused;
      if (first) fail(first.message);
    }
    if (answer.kind !== "decide" || answer.state.status !== "done") return;
    const { articleId, restored } = answer.state.value;
    if (fields.action === "split") latest.current.split(restored);
    // A draft opens in the editor, unless further decisions are still to be sent.
    if (fields.action === "draft" && outbox.waiting.length === 0) location.assign(`/admin/articles/${articleId}`);
  };

  return { toast, unsent, decide, decideAll, undoLast, retry: () => outbox.retry(), say: setToast };
}

async function send(task: OutboxTask, viewer: number): Promise<SendResult<Answer>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(task.fields)) form.set(name, value);
  form.set("as", String(viewer));
  if (task.kind === "undo") {
    const state = await callAction(undoItemsAction, form);
    return toPause(state) ?? { answer: { kind: "undo", state } };
  }
  if (task.kind === "many") {
    const state = await callAction(decideItemsAction, form);
    return toPause(state) ?? { answer: { kind: "many", state } };
  }
  const state = await callAction(decideItemAction, form);
  return toPause(state) ?? { answer: { kind: "decide", state } };
}

function toPause(state: FormState<unknown>): { pausedBy: PauseReason; seconds?: number } | undefined {
  if (isUnansweredCall(state)) return { pausedBy: "offline" };
  if (state.status !== "refused") return undefined;
  // Nothing was stored; the same request decides once, however often it is sent.
  if (state.code === "form.unavailable") return { pausedBy: "offline" };
  if (state.code === "member.signedOut") return { pausedBy: "signedOut" };
  if (state.code === "item.otherMember") return { pausedBy: "otherMember" };
  return state.code === "form.tooFast" ? { pausedBy: "slow", seconds: 5 } : undefined;
}
