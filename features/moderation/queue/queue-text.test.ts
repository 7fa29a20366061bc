import { expect, test } from "vitest";
import { formatTimeAgo } from "./queue-text.ts";

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
