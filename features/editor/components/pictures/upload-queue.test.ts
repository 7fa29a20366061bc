import { expect, test } from "vitest";
import type { UploadOutcome } from "#features/media/uploads/upload-client.ts";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";
import { createPictureUploadQueue, type UploadSource } from "./upload-queue.ts";

const picture = (id: string) => ({ id, alt: "" }) as UploadedPicture;
const done = (id: string): UploadOutcome => ({ kind: "done", picture: picture(id) });

/** An intake whose sends are answered by hand, in the order in which they began. */
function opened() {
  const sends: { address: string; answer(sent: UploadOutcome): Promise<void>; isCancelled: boolean }[] = [];
  const settled: [string, string | null][] = [];
  const intake = createPictureUploadQueue({
    send(source: UploadSource) {
      if (typeof source !== "object" || !("address" in source)) return "Hors d’atteinte.";
      const { promise, resolve } = Promise.withResolvers<UploadOutcome>();
      const one = {
        address: source.address,
        isCancelled: false,
        async answer(sent: UploadOutcome) {
          resolve(sent);
          await promise;
          await Promise.resolve();
        },
      };
      sends.push(one);
      return {
        sent: promise,
        cancel() {
          one.isCancelled = true;
          resolve({ kind: "cancelled" });
        },
      };
    },
    settle: (key, uploaded) => settled.push([key, uploaded?.id ?? null]),
  });
  const add = (...keys: string[]) =>
    intake.add(keys.map((key) => ({ key, name: `${key}.jpg`, source: { address: key } })));
  return { intake, sends, settled, add };
}

const isPending = async (promise: Promise<void> | null) =>
  promise !== null && (await Promise.race([promise.then(() => false), Promise.resolve(true)]));

test("sends ten pictures two at a time, in order, and settles all", async () => {
  const { intake, sends, settled, add } = opened();
  const keys = Array.from({ length: 10 }, (_, n) => `p${n}`);
  add(...keys);
  expect(sends.map(({ address }) => address)).toEqual(["p0", "p1"]);
  await sends[1]?.answer(done("x1"));
  expect(sends.map(({ address }) => address)).toEqual(["p0", "p1", "p2"]);
  expect(await isPending(intake.busy())).toBe(true);
  for (const index of [0, 2, 3, 4, 5, 6, 7, 8, 9]) await sends[index]?.answer(done(`x${index}`));
  expect(sends.map(({ address }) => address)).toEqual(keys);
  expect(settled).toEqual([1, 0, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`p${n}`, `x${n}`]));
  expect(intake.busy()).toBeNull();
  expect(new Set(intake.getItems().map(({ state }) => state))).toEqual(new Set(["done"]));
});

test("settles a final refusal at once, and keeps the placeholder of a temporary one", async () => {
  const { intake, sends, settled, add } = opened();
  add("a", "b");
  await sends[0]?.answer({ kind: "refused", message: "SVG.", again: false });
  await sends[1]?.answer({ kind: "refused", message: "Hors ligne.", again: true });
  expect(settled).toEqual([["a", null]]);
  expect(intake.busy()).toBeNull();
  expect(intake.getItems().map(({ name, message, again }) => [name, message, again])).toEqual([
    ["a.jpg", "SVG.", false],
    ["b.jpg", "Hors ligne.", true],
  ]);
  intake.retry();
  expect(await isPending(intake.busy())).toBe(true);
  await sends[2]?.answer(done("y"));
  expect(settled).toEqual([
    ["a", null],
    ["b", "y"],
  ]);
  intake.dismiss();
  expect(intake.getItems()).toEqual([]);
});

test("gives up retries when dismissed", async () => {
  const { intake, sends, settled, add } = opened();
  add("a");
  await sends[0]?.answer({ kind: "refused", message: "Hors ligne.", again: true });
  intake.dismiss();
  expect(settled).toEqual([["a", null]]);
});

test("lists a picture that cannot be reached without delaying the others", async () => {
  const { intake, sends, settled } = opened();
  intake.add([
    { key: "f", name: "clip_image002.jpg", source: "outOfReach" },
    { key: "a", name: "a.jpg", source: { address: "a" } },
  ]);
  expect(sends).toHaveLength(1);
  expect(settled).toEqual([["f", null]]);
  expect(intake.getItems()[0]).toMatchObject({ state: "refused", message: "Hors d’atteinte.", again: false });
});

test("cancels uploads under way and waiting ones, and keeps finished ones", async () => {
  const { intake, sends, settled, add } = opened();
  add("a", "b", "c");
  await sends[0]?.answer(done("x"));
  intake.cancel();
  await Promise.resolve();
  expect(sends.map(({ isCancelled }) => isCancelled)).toEqual([false, true, true]);
  expect(settled).toEqual([
    ["a", "x"],
    ["b", null],
    ["c", null],
  ]);
  expect(intake.busy()).toBeNull();
  add("d");
  expect(sends).toHaveLength(4);
});

test("adds a second batch to a running one, and starts a new list after a finished one", async () => {
  const { intake, sends, add } = opened();
  add("a");
  add("b");
  expect(intake.getItems().map(({ key }) => key)).toEqual(["a", "b"]);
  for (const send of sends) await send.answer(done("x"));
  add("c");
  expect(intake.getItems().map(({ key }) => key)).toEqual(["c"]);
});
