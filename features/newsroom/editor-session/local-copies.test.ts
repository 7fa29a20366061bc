import fc from "fast-check";
import { expect, test } from "vitest";
import { createLocalCopies, diffText, haveSameContent, type LocalCopy } from "./local-copies.ts";
import { maxCopies, maxCopyAgeMs } from "./rules.ts";
import { MemoryStorage } from "./session-testing.ts";
import type { Fields } from "./state.ts";

const aCopy = (part: Partial<LocalCopy> = {}): LocalCopy => ({
  id: "one",
  article: 7,
  at: 1_000,
  version: 3,
  key: "page-key-1",
  tab: "a-1",
  fields: [
    ["title", "Un titre"],
    ["body", "<p>Un texte.</p>"],
  ],
  ...part,
});
const withBody = (body: string): Fields => [
  ["title", "Un titre"],
  ["body", body],
];

test("makes one text from the other by applying the diff", () => {
  const texts = fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(texts, texts, ([a, same, b], [c, , d]) => {
      const [before, after] = [a + same + b, c + same + d];
      const { from, cut, text } = diffText(before, after);
      expect(before.slice(0, from) + text + before.slice(from + cut)).toBe(after);
    }),
  );
});

test("finds the changed part in texts of any length", () => {
  const long = "mot ".repeat(20_000);
  const place = fc.nat(long.length);
  fc.assert(
    fc.property(place, place, fc.string(), fc.string(), (one, two, here, there) => {
      const before = long.slice(0, one) + here + long.slice(one);
      const after = long.slice(0, two) + there + long.slice(two);
      const { from, cut, text } = diffText(before, after);
      expect(before.slice(0, from) + text + before.slice(from + cut) === after).toBe(true);
    }),
  );
});

test("reads what was written last, however it was written", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { minLength: 1 }), (bodies) => {
      const copies = createLocalCopies(
        () => storage,
        1,
        () => 1_000,
      );
      const storage = new MemoryStorage();
      for (const body of bodies) expect(copies.write(aCopy({ fields: withBody(body) }))).toBe(true);
      const [read] = createLocalCopies(
        () => storage,
        1,
        () => 1_000,
      ).list(7);
      expect(haveSameContent(read?.fields ?? [], withBody(bodies.at(-1) ?? ""))).toBe(true);
    }),
  );
});

test("writes only what changed in a long text", () => {
  const storage = new MemoryStorage();
  const written: number[] = [];
  const counting = new Proxy(storage, {
    get(target, name) {
      if (name !== "setItem") return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name);
      return (key: string, value: string) => {
        written.push(value.length);
        target.setItem(key, value);
      };
    },
  });
  const copies = createLocalCopies(
    () => counting,
    1,
    () => 1_000,
  );
  const long = "<p>Des mots et des mots.</p>".repeat(40_000);
  copies.write(aCopy({ fields: withBody(long) }));
  for (let n = 1; n <= 50; n += 1) copies.write(aCopy({ fields: withBody(`${long}${"x".repeat(n)}`) }));
  expect(written[0]).toBeGreaterThan(long.length);
  expect(Math.max(...written.slice(1))).toBeLessThan(1_000);
  expect(copies.list(7)[0]?.fields.at(-1)?.[1]).toBe(`${long}${"x".repeat(50)}`);
});

test("writes a whole copy again after another tab deleted its base", () => {
  const storage = new MemoryStorage();
  const copies = createLocalCopies(
    () => storage,
    1,
    () => 1_000,
  );
  copies.write(aCopy());
  createLocalCopies(
    () => storage,
    1,
    () => 1_000,
  ).remove(7, "one");
  copies.write(aCopy({ fields: withBody("<p>Plus.</p>") }));
  expect(copies.list(7)[0]?.fields).toEqual(withBody("<p>Plus.</p>"));
});

test("keeps the copies of each member and article apart", () => {
  const storage = new MemoryStorage();
  const of = (member: number) =>
    createLocalCopies(
      () => storage,
      member,
      () => 1_000,
    );
  of(1).write(aCopy());
  of(1).write(aCopy({ article: 0, id: "new" }));
  of(11).write(aCopy({ id: "theirs" }));
  expect(of(1).list(7)).toEqual([aCopy()]);
  expect(of(1).list(0)).toMatchObject([{ id: "new" }]);
  expect(of(2).list(7)).toEqual([]);
});

test("keeps few copies, and none older than a month", () => {
  const storage = new MemoryStorage();
  const now = 2 * maxCopyAgeMs;
  const copies = createLocalCopies(
    () => storage,
    1,
    () => now,
  );
  copies.write(aCopy({ id: "old", at: now - maxCopyAgeMs - 1 }));
  for (let n = 0; n < maxCopies + 5; n += 1) copies.write(aCopy({ id: `copy${n}`, at: now - 1_000 + n }));
  const found = copies.list(7);
  expect(found).toHaveLength(maxCopies);
  expect(found[0]?.id).toBe(`copy${maxCopies + 4}`);
  expect(found.map(({ id }) => id)).not.toContain("old");
});

test("reports a browser without room or storage, and deletes old copies to make room", () => {
  const storage = new MemoryStorage(1_000);
  const now = 2 * maxCopyAgeMs;
  const copies = createLocalCopies(
    () => storage,
    1,
    () => now,
  );
  copies.write(aCopy({ id: "old", at: 0, fields: withBody("x".repeat(600)) }));
  expect(copies.write(aCopy({ at: now, fields: withBody("y".repeat(600)) }))).toBe(true);
  expect(copies.write(aCopy({ at: now, id: "two", fields: withBody("z".repeat(600)) }))).toBe(false);
  // The earlier copy is still there.
  expect(copies.list(7)).toMatchObject([{ id: "one" }]);
  const closed = createLocalCopies(
    () => {
      throw new DOMException("closed", "SecurityError");
    },
    1,
    () => now,
  );
  expect(closed.write(aCopy())).toBe(false);
  expect(closed.list(7)).toEqual([]);
});
