import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bulkDecisionForm } from "../schema.ts";
import {
  createSelectionKey,
  Outbox,
  type OutboxTask,
  outboxStorageKey,
  parseStoredTasks,
  type SendResult,
  serializeTasks,
} from "./outbox.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const task = (key: number): OutboxTask => ({ key, kind: "decide", fields: {}, text: String(key) });

function made(answer: (task: OutboxTask, attempt: number) => Promise<SendResult<string>> | SendResult<string>) {
  const sent: number[] = [];
  const settled: string[] = [];
  const outbox = new Outbox<string>({
    async send(one) {
      sent.push(one.key);
      return answer(one, sent.filter((key) => key === one.key).length);
    },
    settled: (one, got) => void settled.push(`${one.key} ${got}`),
    changed: () => {},
  });
  return { outbox, sent, settled };
}

test("sends tasks in order, one at a time", async () => {
  let open = 0;
  const { outbox, settled } = made(async ({ key }) => {
    open += 1;
    expect(open).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10 - key));
    open -= 1;
    return { answer: "ok" };
  });
  for (let key = 1; key <= 5; key += 1) outbox.add(task(key));
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok", "3 ok", "4 ok", "5 ok"]);
  expect(outbox.waiting).toEqual([]);
});

test("keeps tasks in order while the site does not answer", async () => {
  const { outbox, sent, settled } = made(({ key }, attempt) => {
    if (key === 2 && attempt < 3) throw new Error("offline");
    return { answer: "ok" };
  });
  outbox.add(task(1), task(2), task(3));
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.pauseReason).toBe("offline");
  expect(outbox.waiting.map(({ key }) => key)).toEqual([2, 3]);
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok", "3 ok"]);
  expect(sent).toEqual([1, 2, 2, 2, 3]);
});

test("waits for a retry after the end of the session", async () => {
  let signedIn = false;
  const { outbox, settled } = made(() => (signedIn ? { answer: "ok" } : { pausedBy: "signedOut" }));
  outbox.add(task(1), task(2));
  await vi.runAllTimersAsync();
  expect(outbox.pauseReason).toBe("signedOut");
  expect(settled).toEqual([]);
  signedIn = true;
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok"]);
});

test("drops a task before it is sent, never after", async () => {
  const { outbox, settled } = made(async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { answer: "ok" };
  });
  outbox.add(task(1), task(2), task(3));
  await vi.advanceTimersByTimeAsync(1);
  expect(outbox.drop(1)).toBe(false);
  expect(outbox.drop(2)).toBe(true);
  expect(outbox.discard().map(({ key }) => key)).toEqual([3]);
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok"]);
  expect(outbox.drop(1)).toBe(false);
});

test("does not drop a task that may have been sent, even after a reload", async () => {
  const { outbox, settled } = made((_, attempt) => {
    if (attempt === 1) throw new Error("offline");
    return { answer: "ok" };
  });
  outbox.add(task(1), task(2));
  await vi.advanceTimersByTimeAsync(0);
  const kept = parseStoredTasks(serializeTasks(outbox.waiting));
  expect(outbox.drop(1)).toBe(false);
  expect(outbox.drop(2)).toBe(true);
  outbox.add({ ...task(3), kind: "undo", parentKey: 1 });
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "3 ok"]);
  const next = made(() => ({ answer: "ok" })).outbox;
  next.restore(kept);
  expect([next.drop(1), next.drop(2)]).toEqual([false, true]);
});

test("stores a task as possibly sent before its answer", async () => {
  const seen: (true | undefined)[] = [];
  let last: readonly OutboxTask[] = [];
  const outbox: Outbox<string> = new Outbox<string>({
    async send() {
      seen.push(...last.map(({ maybeSent }) => maybeSent));
      return { answer: "ok" };
    },
    settled: () => {},
    changed: () => {
      last = outbox.waiting;
    },
  });
  outbox.add(task(1), task(2));
  await vi.runAllTimersAsync();
  expect(seen).toEqual([true, undefined, true]);
});

test.each(["signedOut", "otherMember", "slow"] as const)(
  "%s: marks a task as unsent, unless an earlier attempt may have been sent",
  async (why) => {
    const { outbox } = made(() => ({ pausedBy: why, seconds: 60 }));
    outbox.add(task(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.drop(1)).toBe(true);
    const lost = made(() => ({ pausedBy: why, seconds: 60 })).outbox;
    lost.restore([{ ...task(1), maybeSent: true }]);
    lost.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(lost.drop(1)).toBe(false);
  },
);

test("sends the other tasks after a refused one", async () => {
  const { outbox, settled } = made(() => ({ answer: "ok" }));
  outbox.restore([task(1), task(2), task(3)]);
  expect(outbox.discard(({ key }) => key === 2).map(({ key }) => key)).toEqual([2]);
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "3 ok"]);
});

test("sends restored tasks first, after a retry", async () => {
  const { outbox, settled } = made(() => ({ answer: "ok" }));
  outbox.restore([task(1)]);
  outbox.add(task(2));
  await vi.runAllTimersAsync();
  expect(settled).toEqual([]);
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok"]);
});

test("fills in the decision of an undo once it is known, so that it survives a reload", async () => {
  const { outbox } = made(() => ({ pausedBy: "signedOut" }));
  outbox.resolve(1, 501);
  outbox.add(
    { ...task(2), kind: "undo", parentKey: 1 },
    { ...task(3), kind: "undo", parentKey: 9 },
    { ...task(4), kind: "many", parentKey: 9 },
  );
  await vi.runAllTimersAsync();
  const kept = () => parseStoredTasks(serializeTasks(outbox.waiting)).map(({ fields }) => fields);
  expect(kept()).toEqual([{ decision: "501" }, {}, {}]);
  outbox.resolve(9, 509);
  // A part of a selection has the selection's key and needs no decision.
  expect(kept()).toEqual([{ decision: "501" }, { decision: "509" }, {}]);
  expect([1, 2, 9].map((key) => outbox.isResolved(key))).toEqual([true, false, true]);
});

test("sends an undo after the part whose answer was lost, with its decision", async () => {
  const { outbox, settled } = made((one, attempt) => {
    if (one.kind === "many" && attempt === 1) throw new Error("offline");
    if (one.kind === "many") outbox.resolve(9, 509);
    return { answer: one.fields.decision ?? "" };
  });
  outbox.add({ ...task(1), kind: "many", parentKey: 9, part: 0 }, { ...task(2), kind: "many", parentKey: 9, part: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect([outbox.drop(1), outbox.drop(2)]).toEqual([false, true]);
  outbox.add({ ...task(3), kind: "undo", parentKey: 9 });
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ", "3 509"]);
});

test("returns discarded tasks with those that may have been sent", async () => {
  const { outbox } = made(() => {
    throw new Error("offline");
  });
  outbox.add(task(1), task(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.discard().map(({ key, maybeSent }) => [key, maybeSent])).toEqual([
    [1, true],
    [2, undefined],
  ]);
});

test("reads tasks stored before an upgrade", () => {
  const text = JSON.stringify([{ ...task(1), kind: "many", of: 9, part: 0, tried: true }]);
  const kept = parseStoredTasks(text);
  expect(kept).toEqual([{ ...task(1), kind: "many", parentKey: 9, part: 0, maybeSent: true }]);
  expect(JSON.parse(serializeTasks(kept))).toEqual(JSON.parse(text));
});

test("creates a new valid selection key each time", () => {
  const keys = Array.from({ length: 50 }, createSelectionKey);
  expect(new Set(keys).size).toBe(50);
  for (const selection of keys)
    expect(bulkDecisionForm.safeParse({ action: "approve", items: "1:0", selection })).toMatchObject({ success: true });
});

test("sends nothing while another member is signed in", async () => {
  let who = 2;
  const { outbox, sent, settled } = made(() => (who === 1 ? { answer: "ok" } : { pausedBy: "otherMember" }));
  outbox.add(task(1), task(2));
  await vi.runAllTimersAsync();
  expect(outbox.pauseReason).toBe("otherMember");
  expect(sent).toEqual([1]);
  who = 1;
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok"]);
});

test("stores the tasks of two members under different keys", () =>
  expect(outboxStorageKey(1)).not.toBe(outboxStorageKey(2)));

test.each([
  ["no value as no task", null, []],
  ["an object as no task", "{}", []],
  ["broken JSON as no task", "[{", []],
  ["only valid tasks", JSON.stringify([null, 1, { key: 1 }, { ...task(1), kind: "other" }, task(2)]), [2]],
])("reads %s", (_, text, keys) => expect(parseStoredTasks(text).map(({ key }) => key)).toEqual(keys));
