import { useEffect, useMemo, useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { needsReason } from "#features/decision-history/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { selectAllAction } from "../actions.ts";
import { listBulkChoices } from "../bulk-choices.ts";
import type { QueueItem } from "../items/queue-item.ts";
import { createSelectionKey, createTaskKey, type OutboxTask } from "../outbox.ts";
import { queueHref } from "../tabs/rules.ts";
import type { BulkProgress } from "./bulk-bar.client.tsx";
import { type AnswerState, formatDecision, type QueueViewState, refusalText } from "./queue-view-state.ts";

/** Comments sent in one request. */
const batchSize = 100;
/** Refusals after which a comment needs no further attention. */
const harmlessCodes = new Set(["moderation.already", "moderation.deleted", "moderation.gone", "moderation.oneself"]);

const newBulkProgress = (key: number, text: string, total: number): BulkProgress => ({
  key,
  text,
  total,
  answered: 0,
  decided: 0,
  conflicts: [],
  skipped: 0,
  running: true,
});

/**
 * Decides on several comments.
 * @param search the query string of the queue filter, for selecting all its comments
 */
export function useBulkDecision({ rules, spamRule, list, marks, done, outbox }: QueueViewState, search: string) {
  const t = useTranslator();
  /** The seen version of each ticked comment, by id. */
  const [chosen, setChosen] = useState<ReadonlyMap<number, number>>(new Map());
  /** The chosen decision, as the form sends it; empty at first. */
  const [decision, setDecision] = useState("");
  const [bulk, setBulk] = useState<BulkProgress>();
  const change = (key: number | undefined, update: (before: BulkProgress) => Partial<BulkProgress>) =>
    setBulk((before) => (before && before.key === key ? { ...before, ...update(before) } : before));

  const choices = useMemo(() => listBulkChoices({ t, rules, spamRule }), [t, rules, spamRule]);
  const textOf = (action: string, reason: string | undefined) =>
    formatDecision(t, rules, action, action === "spam" && reason === spamRule ? "" : reason);

  const clearSelection = () => {
    setChosen(new Map());
    setDecision("");
  };

  const choose = (item: QueueItem, on: boolean) => {
    if (item.deleted || item.own) return;
    setChosen((before) => {
      const after = new Map(before);
      if (on) after.set(item.id, item.version);
      else after.delete(item.id);
      return after;
    });
  };

  /** @param message a text for the authors, sent with a refusal only */
  const run = (message: string) => {
    const all = [...chosen];
    const choice = choices.find(({ value }) => value === decision);
    if (!choice || all.length === 0) return;
    const { action, reason } = choice;
    const key = createTaskKey();
    const text = `${textOf(action, reason)} (${all.length})`;
    const shared = {
      selection: createSelectionKey(),
      action,
      reason,
      ...(needsReason(action) && message.trim() !== "" && { message }),
    };
    const tasks = Array.from({ length: Math.ceil(all.length / batchSize) }, (_, part): OutboxTask => {
      const items = all.slice(part * batchSize, (part + 1) * batchSize).map(([id, version]) => `${id}:${version}`);
      return {
        key: createTaskKey(),
        kind: "many",
        parentKey: key,
        part,
        text,
        fields: { ...shared, items: items.join(",") },
      };
    });
    setBulk(newBulkProgress(key, text, all.length));
    clearSelection();
    done.push({ key, text, here: true });
    outbox.add(...tasks);
  };

  /** Resumes a selection that an earlier page began: shows the progress of its remaining parts. */
  const found = (tasks: OutboxTask[]) => {
    const [last] = tasks.filter(({ kind }) => kind === "many").slice(-1);
    if (last?.parentKey === undefined) return;
    const rest = tasks.filter((task) => task.kind === "many" && task.parentKey === last.parentKey);
    const total = rest.reduce((sum, { fields }) => sum + (fields.items ?? "").split(",").length, 0);
    const { action = "", reason } = last.fields;
    setBulk(newBulkProgress(last.parentKey, `${textOf(action, reason)} (${total})`, total));
  };

  /** Drops the parts that were not sent yet. */
  const dropRest = (key: number | undefined) => {
    for (const task of outbox.waiting.filter((waiting) => waiting.kind === "many" && waiting.parentKey === key))
      outbox.drop(task.key);
  };

  const takeAll = async (place = search) => {
    const form = new FormData();
    form.set("place", place);
    const state = await callAction(selectAllAction, form);
    if (state.status === "done") {
      setChosen(new Map(state.value.map(({ id, version }) => [id, version])));
      return;
    }
    done.tell({
      text: state.status === "refused" ? state.message : t.typeset("moderation.queue.unsent.offline"),
      isError: true,
    });
  };

  /** The bar is hidden until something is ticked, so it gets the focus after the next render. */
  const focusesBar = useRef(false);
  useEffect(() => {
    if (!focusesBar.current || chosen.size === 0) return;
    focusesBar.current = false;
    document.getElementById("queue-bulk-act")?.focus({ preventScroll: true });
  }, [chosen]);

  /**
   * Ticks an item's alike comments, or all of its member, and moves the focus to the list of decisions.
   * @param options `byKey` leaves the focus where it is, so that the next key chooses the decision
   */
  const takeTogether = async (
    { id, author, together }: QueueItem,
    kind: "alike" | "member",
    { byKey = false }: { byKey?: boolean } = {},
  ) => {
    if (kind === "alike" ? together.alike === null : together.byMember === null) {
      done.tell({ text: t.typeset("moderation.queue.together.none"), isError: true });
      return;
    }
    const filter = kind === "alike" ? { alike: id } : { member: author.id ?? undefined };
    focusesBar.current = !byKey;
    await takeAll(queueHref(filter).split("?")[1]);
  };

  const settled = (task: OutboxTask, state: AnswerState<"many">) => {
    const key = Number(task.parentKey);
    if (state.status === "refused") {
      // Discards only the rest of this selection; single decisions made meanwhile are still sent.
      outbox.discard((other) => other.kind === "many" && other.parentKey === task.parentKey);
      if (!outbox.isResolved(key)) done.remove((entry) => entry.key === key);
      change(key, () => ({ running: false, problem: refusalText(state) }));
      return;
    }
    if (state.status !== "done") return;
    const { head, items } = state.value;
    if (head !== undefined) {
      outbox.resolve(key, head);
      done.join(key, head);
    }
    const decided = items.filter((item) => item.decided);
    const conflicts = items.filter((item) => !item.decided && !harmlessCodes.has(item.code)).map(({ id }) => id);
    const shown = new Set(list.items.map(({ id }) => id));
    marks.mark(
      decided.map(({ id }) => id).filter((id) => shown.has(id)),
      { key, text: task.text, decision: head, many: true },
    );
    const states = new Map(items.map(({ id, now }) => [id, now]));
    list.change(
      ({ id }) => states.get(id) !== undefined,
      ({ id, version, status }) => {
        const state = states.get(id);
        return { version: state?.version ?? version, status: state?.status ?? status };
      },
    );
    change(key, (before) => {
      const answered = before.answered + items.length;
      return {
        answered,
        decided: before.decided + decided.length,
        conflicts: [...before.conflicts, ...conflicts],
        skipped: before.skipped + items.length - decided.length - conflicts.length,
        running: answered < before.total && before.running,
      };
    });
    if (conflicts.length > 0) void list.look(conflicts.filter((id) => shown.has(id)));
  };

  return {
    chosen,
    choices,
    decision,
    decide: setDecision,
    bulk,
    choose,
    run,
    takeAll,
    takeTogether,
    settled,
    found,
    clearSelection,
    close: () => setBulk(undefined),
    stop: (key: number | undefined, problem?: string) => {
      dropRest(key);
      change(key, () => ({ running: false, stopped: true, problem }));
    },
    /** The undo begins: no further part is sent. */
    takeBack: (key: number | undefined) => {
      dropRest(key);
      change(key, () => ({ running: false, undoing: true, problem: undefined }));
    },
    /** The undo succeeded, or there was nothing to undo. */
    isBack: (key: number | undefined) => setBulk((before) => (before?.key === key ? undefined : before)),
    /** The undo was refused or discarded. */
    staysSo: (key: number | undefined, problem?: string) => change(key, () => ({ undoing: false, problem })),
  };
}
