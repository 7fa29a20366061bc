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

/** Whether the comment stays in the list after the action. */
const keepsItem = (action: string | undefined) => action === "feature" || action === "unfeature";
/** Whether the author is notified of the action. */
const notifiesAuthor = (action: string | undefined) =>
  action !== undefined && ["reject", "spam", "remove"].includes(action);

/** Decides on single comments and on their authors. */
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
      // The site has no spam rule: the panel asks for a rule.
      selection.open(item, "spam");
      return;
    }
    const text = formatDecision(t, rules, action, reason === spamRule && action === "spam" ? "" : reason);
    const { id, version } = item;
    const subject = { kind: "comment", id: String(id), action, expectedVersion: String(version) };
    const key = send(item, { ...subject, ...more, ...(reason && { reason }) }, text, notifiesAuthor(action));
    if (keepsItem(action)) {
      // The next decision is on the version after this one.
      list.change(
        (known) => known.id === id,
        () => ({ featured: action === "feature", version: version + 1 }),
      );
      return;
    }
    marks.mark([id], { key, text });
    selection.goOn(id);
  };

  /** Bans or suspends the author. Only the comments to which a ban cascades are marked as decided. */
  const ban = (item: QueueItem, form: FormData) => {
    const fields = readSanctionFields(form);
    const text = formatDecisionAbout(t, rules, {
      action: fields.action ?? "",
      name: item.author.name,
      reason: fields.reason,
    });
    const key = send(item, fields, text, true);
    const cascaded = listCascadedItems(list.items, fields)
      .map(({ id }) => id)
      .filter((id) => !marks.isDone(id));
    marks.mark(cascaded, { key, text });
    if (cascaded.includes(item.id)) selection.goOn(item.id, cascaded);
    else selection.open(item, undefined);
  };

  const settled = (task: OutboxTask, state: AnswerState<"decide">) => {
    const { key, item: id = 0, fields } = task;
    const isOwnMark = (mark: { key: number }) => mark.key === key;
    if (state.status === "idle") return;
    if (state.status === "done") {
      const { decision, version, status, featured } = state.value;
      outbox.resolve(key, decision);
      marks.change(isOwnMark, { decision });
      if (fields.kind === "member") void refreshMemberItems(list, Number(fields.id), version);
      else
        list.change(
          (item) => item.id === id,
          () => ({ version, ...(status && { status }), ...(featured !== undefined && { featured }) }),
        );
      return;
    }
    const affected = [...new Set([id, ...marks.idsOf(isOwnMark)])];
    const ownDecision = findUndoableDecision(state, viewer, fields.action);
    if (ownDecision !== undefined) {
      outbox.resolve(key, ownDecision);
      marks.change(isOwnMark, { decision: ownDecision });
    } else {
      marks.clear(isOwnMark);
      marks.problem(id, refusalText(state));
      done.remove((entry) => entry.key === key);
      done.tell({ text: refusalText(state), isError: true });
    }
    // The selection does not move: the next key is meant for the comment that is read now.
    void list.look(affected);
  };

  /** Marks the unsent decisions of an earlier page as decided. */
  const found = (tasks: OutboxTask[]) => {
    for (const { key, kind, text, item, fields, parentKey, part } of tasks) {
      if (kind === "undo") done.remove((entry) => String(entry.decision) === fields.decision);
      else if (kind === "many") {
        // The first part represents the selection. If it was sent already, the page knows the decision.
        if (part === 0) done.push({ key: parentKey, text, here: false });
      } else {
        done.push({ key, text, here: false });
        const cascaded = fields.kind === "member" ? listCascadedItems(list.items, fields).map(({ id }) => id) : [item];
        if (fields.kind === "member" || (fields.kind === "comment" && !keepsItem(fields.action)))
          marks.mark(
            cascaded.filter((id) => id !== undefined),
            { key, text },
          );
      }
    }
  };

  return { decide, ban, settled, found };
}

/** After a decision on a member: reloads their comments, and sets the version that the next decision has seen. */
export async function refreshMemberItems(
  list: QueueViewState["list"],
  memberId: number,
  version: number,
): Promise<void> {
  const isByMember = (item: QueueItem) => item.author.id === memberId;
  list.change(isByMember, ({ author }) => ({ author: { ...author, version } }));
  await list.look(list.items.filter(isByMember).map(({ id }) => id));
}
