import { useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import type { Undone } from "#features/moderation/actions.ts";
import { policyBy, type ThreadAction } from "#features/moderation/rules.ts";
import { lookAtThread } from "../actions.ts";
import type { Fields } from "../effects.ts";
import type { QueueThread } from "../items/shown.ts";
import { newKey, type Task } from "../outbox.ts";
import { patiently } from "./patiently.ts";
import { aboutText, ownAlready, type RoomParts, type StateOf, saidBy } from "./room-parts.ts";

/** Opens and closes the discussion of the article that is looked at. */
export function useThread({ labels, viewer, done, outbox }: RoomParts, first: QueueThread | undefined) {
  const [thread, setThread] = useState(first);
  const [problem, setProblem] = useState<string>();

  /** Has it shown as it is now. */
  const look = async () => {
    if (!first) return;
    const form = new FormData();
    form.set("article", String(first.id));
    const now = await patiently(() => callAction(lookAtThread, form));
    if (now) setThread(now);
  };

  const decide = (action: ThreadAction, more: Fields) => {
    if (!thread) return;
    const key = newKey();
    const text = aboutText(labels, action, thread.title);
    const policy = policyBy[action];
    const subject = { kind: "article", id: String(thread.id), action, expectedVersion: String(thread.version) };
    setProblem(undefined);
    setThread({ ...thread, policy, text: labels.thread[policy], version: thread.version + 1, last: null });
    done.push({ key, text, here: true });
    done.tell({ text, undo: key });
    outbox.add({ key, kind: "decide", fields: { ...more, ...subject }, text });
  };

  const settled = (task: Task, state: StateOf<"decide">) => {
    const { key, fields } = task;
    if (state.status === "done") outbox.made(key, state.value.decision);
    if (state.status === "refused") {
      const own = ownAlready(state, viewer, fields.action);
      if (own !== undefined) outbox.made(key, own);
      else {
        if (fields.id === String(first?.id)) setProblem(saidBy(state));
        done.remove((one) => one.key === key);
        done.tell({ text: saidBy(state), bad: true });
      }
    }
    void look();
  };

  /** After an undo of what was decided about it. */
  const undone = ({ id, version, policy }: Undone) => {
    setProblem(undefined);
    if (id === first?.id && policy)
      setThread((before) => before && { ...before, version, policy, text: labels.thread[policy], last: null });
    void look();
  };

  return { thread, problem, decide, settled, undone, look };
}
