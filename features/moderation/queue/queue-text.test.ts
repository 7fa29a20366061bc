import { expect, test } from "vitest";
import { formatTimeAgo, formatWait } from "./queue-text.ts";

const now = new Date("2026-11-29T12:00:00Z");

test.each([
  ["2026-11-29T11:57:00Z", "il y a 3 min"],
  ["2026-11-28T11:00:00Z", "hier"],
  ["2026-10-31T12:00:00Z", "il y a 29 jours"],
  ["2026-10-30T12:00:00Z", "le 30 octobre 2026"],
  ["2017-02-28T23:30:00Z", "le 1er mars 2017"],
])("of %s the queue says %s", (at, text) => {
  expect(formatTimeAgo(new Date(at), { now, zone: "Europe/Paris" }).replaceAll(/\s/g, " ")).toBe(text);
});

test.each([
  ["2026-11-29T11:57:00Z", "attend depuis 3 min"],
  ["2026-11-29T12:01:00Z", "vient d’arriver"],
  ["2026-11-27T12:30:00Z", "attend depuis 47 h"],
  ["2026-11-27T12:00:00Z", "attend depuis 2 jours"],
])("of a comment that waits since %s it says %s", (since, text) => {
  expect(formatWait(new Date(since), now).replaceAll(/\s/g, " ")).toBe(text);
});
