import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { type FormFields, listCascadedItems, readSanctionFields } from "../form-fields.ts";
import type { QueueItem } from "../items/queue-item.ts";
import { createTaskKey, type OutboxTask } from "../outbox.ts";
import {
  type AnswerState,
  findUndoableDecision,
  formatDecision,
  formatDecisionAbout,
  type QueueViewState,
  refusalText,
} from "./queue-view-state.ts";

/** What of a comment stays to be decided. */
const keepsItem = (action: string | undefined) => action === "feature" || action === "unfeature";
/** What its author will be told. */
const notifiesAuthor = (action: string | undefined) =>
  action !== undefined && ["reject", "spam", "remove"].includes(action);

/** Decides on comments one by one, and on who wrote them. */
export function useDecisions({ viewer, rules, spamRule, list, marks, selection, done, outbox }: QueueViewState) {
  const t = useTranslator();
  const send = (item: QueueItem, fields: FormFields, text: string, tellsAuthor: boolean) => {
    const key = createTaskKey();
    marks.problem(item.id, undefined);
    done.push({ key, text, here: true });
    outbox.add({ key, kind: "decide", fields, text, item: item.id });
    done.tell({ text, undo: key, notifiesAuthor: tellsAuthor });
    return key;
  };

  const decide = (item: QueueItem, action: string, more: FormFields = {}) => {
    if (marks.isDone(item.id)) return;
    if (item.own || item.deleted) {
      done.tell({
        text: item.own ? t.typeset("moderation.queue.own") : t.typeset("moderation.queue.deleted"),
        isError: true,
      });
      return;
    }
    const reason = more.reason ?? (action === "spam" ? spamRule : undefined) ?? "";
    if (action === "spam" && !reason) {
      // The site's own rules have none about spam: the panel asks for one.
      selection.open(item, "spam");
      return;
    }
    const text = formatDecision(t, rules, action, reason === spamRule && action === "spam" ? "" : reason);
    const { id, version } = item;
    const subject = { kind: "comment", id: String(id), action, expectedVersion: String(version) };
    const key = send(item, { ...subject, ...more, ...(reason && { reason }) }, text, notifiesAuthor(action));
    if (keepsItem(action)) {
      // The next decision is on what this one makes of it.
      list.change(
        (one) => one.id === id,
        () => ({ featured: action === "feature", version: version + 1 }),
      );
      return;
    }
    marks.mark([id], { key, text });
    selection.goOn(id);
  };

  /** Bans or suspends who wrote it. Only what a ban takes along is decided with it. */
  const ban = (item: QueueItem, form: FormData) => {
    const fields = readSanctionFields(form);
    const text = formatDecisionAbout(t, rules, {
      action: fields.action ?? "",
      name: item.author.name,
      reason: fields.reason,
    });
    const key = send(item, fields, text, true);
    const along = listCascadedItems(list.items, fields)
      .map(({ id }) => id)
      .filter((id) => !marks.isDone(id));
    marks.mark(along, { key, text });
    if (along.includes(item.id)) selection.goOn(item.id, along);
    else selection.open(item, undefined);
  };

  const settled = (task: OutboxTask, state: AnswerState<"decide">) => {
    const { key, item: id = 0, fields } = task;
    const mine = (mark: { key: number }) => mark.key === key;
    if (state.status === "idle") return;
    if (state.status === "done") {
      const { decision, version, status, featured } = state.value;
      outbox.resolve(key, decision);
      marks.change(mine, { decision });
      if (fields.kind === "member") void refreshMemberItems(list, Number(fields.id), version);
      else
        list.change(
          (item) => item.id === id,
          () => ({ version, ...(status && { status }), ...(featured !== undefined && { featured }) }),
        );
      return;
    }
    const affected = [...new Set([id, ...marks.idsOf(mine)])];
    const own = findUndoableDecision(state, viewer, fields.action);
    if (own !== undefined) {
      outbox.resolve(key, own);
      marks.change(mine, { decision: own });
    } else {
      marks.clear(mine);
      marks.problem(id, refusalText(state));
      done.remove((one) => one.key === key);
      done.tell({ text: refusalText(state), isError: true });
    }
    // The choice stays where one is by now: the next key is meant for what one reads.
    void list.look(affected);
  };

  /** What an earlier page could not send is as decided here as it was there. */
  const found = (tasks: OutboxTask[]) => {
    for (const { key, kind, text, item, fields, parentKey, part } of tasks) {
      if (kind === "undo") done.remove((one) => String(one.decision) === fields.decision);
      else if (kind === "many") {
        // The first part of a selection stands for all of it; of one that had begun the page knows the decision.
        if (part === 0) done.push({ key: parentKey, text, here: false });
      } else {
        done.push({ key, text, here: false });
        const along = fields.kind === "member" ? listCascadedItems(list.items, fields).map(({ id }) => id) : [item];
        if (fields.kind === "member" || (fields.kind === "comment" && !keepsItem(fields.action)))
          marks.mark(
            along.filter((id) => id !== undefined),
            { key, text },
          );
      }
    }
  };

  return { decide, ban, settled, found };
}

/** After a decision about a member: their comments as they are now, and the version that the next decision has seen. */
export async function refreshMemberItems(
  list: QueueViewState["list"],
  memberId: number,
  version: number,
): Promise<void> {
  const theirs = (item: QueueItem) => item.author.id === memberId;
  list.change(theirs, ({ author }) => ({ author: { ...author, version } }));
  await list.look(list.items.filter(theirs).map(({ id }) => id));
}
