import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bulkForm } from "../schema.ts";
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

test("sends in order, one at a time, whatever comes meanwhile", async () => {
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

test("without an answer all wait, and leave in their order once there is one", async () => {
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

test("after the end of a session all wait until somebody says so", async () => {
  let signedIn = false;
  const { outbox, settled } = made(() => (signedIn ? { answer: "ok" } : { later: "signedOut" }));
  outbox.add(task(1), task(2));
  await vi.runAllTimersAsync();
  expect(outbox.pauseReason).toBe("signedOut");
  expect(settled).toEqual([]);
  signedIn = true;
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok"]);
});

test("what has not left can be taken back, what is on its way cannot", async () => {
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

test("what may have come through without its answer cannot be taken back any more, also after a reload", async () => {
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

test("what is on its way is kept as such before its answer", async () => {
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
  "%s: nothing came of it, unless an earlier attempt did",
  async (why) => {
    const { outbox } = made(() => ({ later: why, seconds: 60 }));
    outbox.add(task(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.drop(1)).toBe(true);
    const lost = made(() => ({ later: why, seconds: 60 })).outbox;
    lost.restore([{ ...task(1), maybeSent: true }]);
    lost.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(lost.drop(1)).toBe(false);
  },
);

test("what is refused takes only its own along: the others still leave", async () => {
  const { outbox, settled } = made(() => ({ answer: "ok" }));
  outbox.restore([task(1), task(2), task(3)]);
  expect(outbox.discard(({ key }) => key === 2).map(({ key }) => key)).toEqual([2]);
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "3 ok"]);
});

test("what an earlier page left waits for a word, and goes first", async () => {
  const { outbox, settled } = made(() => ({ answer: "ok" }));
  outbox.restore([task(1)]);
  outbox.add(task(2));
  await vi.runAllTimersAsync();
  expect(settled).toEqual([]);
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok"]);
});

test("an undo names what it undoes as soon as that is known, so that it survives the page", async () => {
  const { outbox } = made(() => ({ later: "signedOut" }));
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
  // A part of a selection has its key, and needs no name.
  expect(kept()).toEqual([{ decision: "501" }, { decision: "509" }, {}]);
  expect([1, 2, 9].map((key) => outbox.isResolved(key))).toEqual([true, false, true]);
});

test("an undo waits for the part of its selection whose answer was lost, and so names what that became", async () => {
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

test("what is forgotten says which of it may be done already", async () => {
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

test("what a page kept before an upgrade is read after it", () => {
  const text = JSON.stringify([{ ...task(1), kind: "many", of: 9, part: 0, tried: true }]);
  const kept = parseStoredTasks(text);
  expect(kept).toEqual([{ ...task(1), kind: "many", parentKey: 9, part: 0, maybeSent: true }]);
  expect(JSON.parse(serializeTasks(kept))).toEqual(JSON.parse(text));
});

test("a selection's key is one that the site takes, another each time", () => {
  const keys = Array.from({ length: 50 }, createSelectionKey);
  expect(new Set(keys).size).toBe(50);
  for (const selection of keys)
    expect(bulkForm.safeParse({ action: "approve", items: "1:0", selection })).toMatchObject({ success: true });
});

test("nothing is sent while somebody else is signed in, however long", async () => {
  let who = 2;
  const { outbox, sent, settled } = made(() => (who === 1 ? { answer: "ok" } : { later: "otherMember" }));
  outbox.add(task(1), task(2));
  await vi.runAllTimersAsync();
  expect(outbox.pauseReason).toBe("otherMember");
  expect(sent).toEqual([1]);
  who = 1;
  outbox.retry();
  await vi.runAllTimersAsync();
  expect(settled).toEqual(["1 ok", "2 ok"]);
});

test("what one member's page kept is not what another's finds", () =>
  expect(outboxStorageKey(1)).not.toBe(outboxStorageKey(2)));

test.each([
  ["nothing", null, []],
  ["what is no list", "{}", []],
  ["what is broken", "[{", []],
  ["what is no task", JSON.stringify([null, 1, { key: 1 }, { ...task(1), kind: "other" }, task(2)]), [2]],
])("reads %s", (_, text, keys) => expect(parseStoredTasks(text).map(({ key }) => key)).toEqual(keys));
