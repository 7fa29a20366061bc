import { useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { isThreadPolicyAction, type ThreadAction, threadStateAfterAction } from "#features/decision-history/rules.ts";
import type { UndoResult } from "#features/moderation/actions.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { refreshThreadAction } from "../actions.ts";
import type { FormFields } from "../form-fields.ts";
import type { QueueThread } from "../items/queue-item.ts";
import { createTaskKey, type OutboxTask } from "../outbox.ts";
import {
  type AnswerState,
  findUndoableDecision,
  formatDecisionAbout,
  type QueueViewState,
  refusalText,
} from "./queue-view-state.ts";
import { callWithRetry } from "./retry.ts";

/** Opens and closes the thread of the article that the queue is filtered by. */
export function useThread({ viewer, rules, done, outbox }: QueueViewState, first: QueueThread | undefined) {
  const t = useTranslator();
  const [thread, setThread] = useState(first);
  const [problem, setProblem] = useState<string>();

  /** Reloads the thread. */
  const look = async () => {
    if (!first) return;
    const form = new FormData();
    form.set("article", String(first.id));
    const now = await callWithRetry(() => callAction(refreshThreadAction, form));
    if (now) setThread(now);
  };

  const decide = (action: ThreadAction, more: FormFields) => {
    if (!thread) return;
    const key = createTaskKey();
    const text = formatDecisionAbout(t, rules, { action, name: thread.title });
    const minutes = more.minutes === undefined ? undefined : Number(more.minutes);
    const { policy = thread.policy, slowModeMinutes = thread.slowModeMinutes } = threadStateAfterAction(
      action,
      minutes,
    );
    const subject = { kind: "article", id: String(thread.id), action, expectedVersion: String(thread.version) };
    setProblem(undefined);
    setThread({
      ...thread,
      policy,
      slowModeMinutes,
      text: t.typeset(`moderation.queue.thread.${policy}`),
      version: thread.version + 1,
      last: null,
      measures: thread.measures.filter(({ keep }) => isThreadPolicyAction(keep) !== isThreadPolicyAction(action)),
    });
    done.push({ key, text, here: true });
    done.tell({ text, undo: key });
    outbox.add({ key, kind: "decide", fields: { ...more, ...subject }, text });
  };

  const settled = (task: OutboxTask, state: AnswerState<"decide">) => {
    const { key, fields } = task;
    if (state.status === "done") outbox.resolve(key, state.value.decision);
    if (state.status === "refused") {
      const own = findUndoableDecision(state, viewer, fields.action);
      if (own !== undefined) outbox.resolve(key, own);
      else {
        if (fields.id === String(first?.id)) setProblem(refusalText(state));
        done.remove((entry) => entry.key === key);
        done.tell({ text: refusalText(state), isError: true });
      }
    }
    void look();
  };

  /** Shows the thread after the undo of a decision on it. */
  const undone = ({ id, version, policy, slowModeMinutes }: UndoResult) => {
    setProblem(undefined);
    if (id === first?.id && policy && slowModeMinutes !== undefined) {
      const text = t.typeset(`moderation.queue.thread.${policy}`);
      setThread((before) => before && { ...before, version, policy, slowModeMinutes, text, last: null });
    }
    void look();
  };

  return { thread, problem, decide, settled, undone, look };
}
