import { useMemo, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { selectAllAction } from "../actions.ts";
import { listBulkChoices } from "../bulk-choices.ts";
import type { QueueItem } from "../items/queue-item.ts";
import { createSelectionKey, createTaskKey, type OutboxTask } from "../outbox.ts";
import type { BulkProgress } from "./bulk-bar.client.tsx";
import { type AnswerState, formatDecision, type QueueViewState, refusalText } from "./queue-view-state.ts";

/** Comments that go out together. */
const batchSize = 100;
/** Why one is not decided that needs no second look. */
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

/** Decides the same of many. `search`: the place whose whole is meant. */
export function useBulkDecision({ rules, spamRule, list, marks, done, outbox }: QueueViewState, search: string) {
  const t = useTranslator();
  /** The version of each that is ticked. */
  const [chosen, setChosen] = useState<ReadonlyMap<number, number>>(new Map());
  /** The chosen decision, as the form sends it; empty by default. */
  const [decision, setDecision] = useState("");
  const [bulk, setBulk] = useState<BulkProgress>();
  const change = (key: number | undefined, known: (before: BulkProgress) => Partial<BulkProgress>) =>
    setBulk((before) => (before && before.key === key ? { ...before, ...known(before) } : before));

  const choices = useMemo(() => listBulkChoices({ t, rules, spamRule }), [t, rules, spamRule]);
  const textOf = (action: string, reason: string | undefined) =>
    formatDecision(t, rules, action, action === "spam" && reason === spamRule ? "" : reason);

  const none = () => {
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

  const run = () => {
    const all = [...chosen];
    const choice = choices.find(({ value }) => value === decision);
    if (!choice || all.length === 0) return;
    const { action, reason } = choice;
    const key = createTaskKey();
    const text = `${textOf(action, reason)} (${all.length})`;
    const what = { selection: createSelectionKey(), action, reason };
    const tasks = Array.from({ length: Math.ceil(all.length / batchSize) }, (_, part): OutboxTask => {
      const items = all.slice(part * batchSize, (part + 1) * batchSize).map(([id, version]) => `${id}:${version}`);
      return {
        key: createTaskKey(),
        kind: "many",
        parentKey: key,
        part,
        text,
        fields: { ...what, items: items.join(",") },
      };
    });
    setBulk(newBulkProgress(key, text, all.length));
    none();
    done.push({ key, text, here: true });
    outbox.add(...tasks);
  };

  /** Of a selection that an earlier page began: what is left of it is reported as it goes, and can be taken back with what went before. */
  const found = (tasks: OutboxTask[]) => {
    const [last] = tasks.filter(({ kind }) => kind === "many").slice(-1);
    if (last?.parentKey === undefined) return;
    const rest = tasks.filter((one) => one.kind === "many" && one.parentKey === last.parentKey);
    const total = rest.reduce((sum, { fields }) => sum + (fields.items ?? "").split(",").length, 0);
    const { action = "", reason } = last.fields;
    setBulk(newBulkProgress(last.parentKey, `${textOf(action, reason)} (${total})`, total));
  };

  /** What has not left yet stays as it is. */
  const dropRest = (key: number | undefined) => {
    for (const task of outbox.waiting.filter((one) => one.kind === "many" && one.parentKey === key))
      outbox.drop(task.key);
  };

  const takeAll = async () => {
    const form = new FormData();
    form.set("place", search);
    const state = await callAction(selectAllAction, form);
    if (state.status === "done") setChosen(new Map(state.value.map(({ id, version }) => [id, version])));
    else
      done.tell({
        text: state.status === "refused" ? state.message : t.typeset("moderation.queue.unsent.offline"),
        isError: true,
      });
  };

  const settled = (task: OutboxTask, state: AnswerState<"many">) => {
    const key = Number(task.parentKey);
    if (state.status === "refused") {
      // Only the rest of this selection: what was decided one by one meanwhile goes its way.
      outbox.discard((other) => other.kind === "many" && other.parentKey === task.parentKey);
      if (!outbox.isResolved(key)) done.remove((one) => one.key === key);
      change(key, () => ({ running: false, problem: refusalText(state) }));
      return;
    }
    if (state.status !== "done") return;
    const { head, items } = state.value;
    if (head !== undefined) {
      outbox.resolve(key, head);
      done.join(key, head);
    }
    const decided = items.filter((one) => one.decided);
    const conflicts = items.filter((one) => !one.decided && !harmlessCodes.has(one.code)).map(({ id }) => id);
    const shown = new Set(list.items.map(({ id }) => id));
    marks.mark(
      decided.map(({ id }) => id).filter((id) => shown.has(id)),
      { key, text: task.text, decision: head, many: true },
    );
    const known = new Map(items.map(({ id, now }) => [id, now]));
    list.change(
      ({ id }) => known.get(id) !== undefined,
      ({ id, version, status }) => {
        const now = known.get(id);
        return { version: now?.version ?? version, status: now?.status ?? status };
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
    settled,
    found,
    none,
    close: () => setBulk(undefined),
    stop: (key: number | undefined, problem?: string) => {
      dropRest(key);
      change(key, () => ({ running: false, stopped: true, problem }));
    },
    /** Its undo begins: nothing more of it leaves. */
    takeBack: (key: number | undefined) => {
      dropRest(key);
      change(key, () => ({ running: false, undoing: true, problem: undefined }));
    },
    /** Its undo came through, or there was nothing to undo. */
    isBack: (key: number | undefined) => setBulk((before) => (before?.key === key ? undefined : before)),
    /** Its undo was refused, or given up. */
    staysSo: (key: number | undefined, problem?: string) => change(key, () => ({ undoing: false, problem })),
  };
}
