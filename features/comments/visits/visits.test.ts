import { expect, test } from "vitest";
import { formatVisit } from "./format-visit.ts";
import { findPreviousVisit, listReadComments, maxReadComments, maxVisits, recordVisit, visitMs } from "./visits.ts";

/** The Web Storage of a browser, in memory. */
function aStorage(): () => Storage {
  const items = new Map<string, string>();
  const storage: Storage = {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (at) => [...items.keys()][at] ?? null,
    removeItem: (key) => items.delete(key),
    setItem: (key, value) => {
      items.set(key, value);
    },
  };
  return () => storage;
}

const first = { previous: undefined, by: undefined };
const noon = Date.UTC(2026, 10, 26, 12);
const minute = 60_000;
const seen = (id: number, minutes: number) => ({ id, count: id, at: noon + minutes * minute });

test("a first visit has nothing to compare with", () => {
  expect(findPreviousVisit(aStorage(), "a", noon, undefined)).toBeUndefined();
});

test("new comments stay marked during a visit, and are known at the next one", () => {
  const storage = aStorage();
  const visit = (id: number, minutes: number) => {
    const previous = findPreviousVisit(storage, "a", noon + minutes * minute, undefined);
    recordVisit(storage, "a", seen(id, minutes), { previous, by: undefined });
    return previous?.id;
  };
  expect(visit(10, 0)).toBeUndefined();
  // Two comments arrive, and the reader reloads the page twice.
  expect(visit(12, 5)).toBe(10);
  expect(visit(12, 9)).toBe(10);
  expect(visit(13, 9 + visitMs / minute + 1)).toBe(12);
  expect(findPreviousVisit(storage, "b", noon, undefined)).toBeUndefined();
});

test("a tab with an older version of the page forgets nothing", () => {
  const storage = aStorage();
  recordVisit(storage, "a", seen(20, 0), first);
  recordVisit(storage, "a", seen(15, 1), first);
  expect(findPreviousVisit(storage, "a", noon + 2 * visitMs, undefined)).toMatchObject({ id: 20 });
});

test("what a member saw is not shown to the next person who uses the browser", () => {
  const storage = aStorage();
  const later = noon + 2 * visitMs;
  recordVisit(storage, "a", seen(10, 0), first);
  // Seen before the sign-in: it counts for the member, once.
  expect(findPreviousVisit(storage, "a", later, 7)).toMatchObject({ id: 10 });
  recordVisit(storage, "a", seen(20, 1), { previous: undefined, by: 7 });
  recordVisit(storage, "b", seen(30, 1), { previous: undefined, by: 7 });
  expect(findPreviousVisit(storage, "a", later, 7)).toMatchObject({ id: 20 });
  for (const by of [undefined, 8]) {
    expect(findPreviousVisit(storage, "a", later, by)).toMatchObject({ id: 10 });
    expect(findPreviousVisit(storage, "b", later, by)).toBeUndefined();
  }
});

test("keeps the discussions seen last, and no more than the limit", () => {
  const storage = aStorage();
  for (let n = 0; n <= maxVisits; n += 1) recordVisit(storage, `article-${n}`, seen(n, n), first);
  expect(findPreviousVisit(storage, "article-0", noon, undefined)).toBeUndefined();
  expect(findPreviousVisit(storage, "article-1", noon, undefined)).toBeDefined();
  expect(storage().getItem("vigie-visits")?.length).toBeLessThan(16_000);
});

test("ignores what it did not store, and works without storage", () => {
  const storage = aStorage();
  // Times beyond the last year that a date can name, which nothing can format.
  const timeless = [1e300, 8.7e15].map((at) => {
    const never = { ...seen(1, 0), at };
    return JSON.stringify([{ article: "a", last: never, before: never }]);
  });
  for (const stored of ["{", '"a"', "[1, null]", '[{"article":"a","last":{"id":1},"before":{}}]', ...timeless]) {
    storage().setItem("vigie-visits", stored);
    expect(findPreviousVisit(storage, "a", noon, undefined), stored).toBeUndefined();
  }
  recordVisit(storage, "a", seen(3, 0), first);
  expect(findPreviousVisit(storage, "a", noon, undefined)).toMatchObject({ id: 3 });
  const none = (): Storage => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  recordVisit(none, "a", seen(3, 0), first);
  expect(findPreviousVisit(none, "a", noon, undefined)).toBeUndefined();
});

test("says when the visit was, as people do", () => {
  const on = (locale: "fr" | "en", ago: { days: number; hour: number; minute: number }) => {
    const now = new Date(2026, 10, 27, 9, 0);
    const at = new Date(2026, 10, 27 - ago.days, ago.hour, ago.minute);
    return formatVisit(at.getTime(), now.getTime(), locale).replaceAll("\u00a0", " ");
  };
  expect(on("fr", { days: 0, hour: 8, minute: 5 })).toBe("aujourd’hui à 8 h 05");
  expect(on("fr", { days: 1, hour: 18, minute: 2 })).toBe("hier à 18 h 02");
  expect(on("fr", { days: 1, hour: 18, minute: 0 })).toBe("hier à 18 h");
  expect(on("fr", { days: 9, hour: 18, minute: 2 })).toBe("le 18 novembre à 18 h 02");
  expect(on("fr", { days: 26, hour: 7, minute: 30 })).toBe("le 1er novembre à 7 h 30");
  expect(on("en", { days: 1, hour: 18, minute: 2 })).toBe("yesterday at 18:02");
  expect(on("en", { days: 9, hour: 8, minute: 0 })).toBe("on 18 November at 08:00");
});

test("what was read during a visit is known in other tabs, until the visit ends", () => {
  const storage = aStorage();
  const at = (minutes: number) => noon + minutes * minute;
  const read = (minutes: number, by?: number) => listReadComments(storage, "a", at(minutes), by);
  const previous = seen(10, -100);
  recordVisit(storage, "a", seen(20, 0), { previous, by: undefined, read: [12] });
  recordVisit(storage, "a", seen(20, 1), { previous, by: undefined, read: [15, 12] });
  expect(read(2)).toEqual([12, 15]);
  // Read before the sign-in.
  expect(read(2, 7)).toEqual([12, 15]);
  expect(listReadComments(storage, "b", at(2), undefined)).toEqual([]);
  const later = visitMs / minute + 2;
  expect(read(later)).toEqual([]);
  recordVisit(storage, "b", seen(30, later), first);
  expect(storage().getItem("vigie-visits")).not.toContain("read");
});

test("remembers a limited number of read comments", () => {
  const storage = aStorage();
  const many = Array.from({ length: maxReadComments + 50 }, (_, n) => n);
  recordVisit(storage, "a", seen(1_000, 0), { ...first, read: many });
  expect(listReadComments(storage, "a", noon, undefined)).toEqual(many.slice(50));
});
