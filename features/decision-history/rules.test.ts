import { expect, test } from "vitest";
import { mayParticipate, toStanding } from "#features/members/standing/rules.ts";
import { deriveField, needsReason, statusAfterAction } from "./rules.ts";

test.each([
  ["approve", "pending", "visible"],
  ["approve", "spam", "visible"],
  ["approve", "visible", "visible"],
  ["reject", "visible", "rejected"],
  ["reject", "rejected", undefined],
  ["spam", "rejected", "spam"],
  ["spam", "spam", undefined],
  ["remove", "visible", "removed"],
  ["restore", "removed", "visible"],
  ["restore", "visible", undefined],
] as const)("%s what is %s: %s", (action, status, wanted) => {
  expect(statusAfterAction(action, status)).toBe(wanted);
});

test("what takes something from somebody needs a reason, what gives it back does not", () => {
  expect((["reject", "spam", "remove", "warn", "suspend", "ban", "discard"] as const).every(needsReason)).toBe(true);
  expect((["approve", "restore", "feature", "open", "lift", "note"] as const).some(needsReason)).toBe(false);
});

const decision = (before: string, after: string, undone = false) => ({
  before: { status: before },
  after: { status: after },
  undone,
});
interface State {
  status?: string;
  featured?: string | null;
}
const other = { before: { featured: null }, after: { featured: "x" }, undone: false };

test.each([
  ["nothing decided", [], undefined],
  ["only about something else", [other], undefined],
  ["one", [decision("visible", "rejected")], "rejected"],
  ["the last of two", [decision("pending", "visible"), other, decision("visible", "spam")], "spam"],
  ["the one before what is undone", [decision("pending", "visible"), decision("visible", "spam", true)], "visible"],
  [
    "one in the middle undone changes nothing",
    [decision("pending", "visible", true), decision("visible", "spam")],
    "spam",
  ],
  ["all undone: as it was found", [decision("pending", "visible", true), decision("visible", "spam", true)], "pending"],
] as const)("derived from %s", (_, decisions, status) => {
  const rows: { before: State; after: State; undone: boolean }[] = [...decisions];
  expect(deriveField(rows, "status")).toBe(status);
});

const now = new Date("2026-11-24T12:00:00Z");
const row = { bannedAt: null, suspensionEndsAt: null, premoderated: false, warnedAt: null, acknowledgedAt: null };
const at = (hour: number) => new Date(Date.UTC(2026, 10, 24, hour));
const clear = { banned: false, suspendedUntil: null, premoderated: false, warned: false };

test.each([
  ["no row", undefined, clear],
  ["a row of nulls", { ...row, premoderated: null }, clear],
  ["banned", { ...row, bannedAt: at(1) }, { ...clear, banned: true }],
  ["suspended", { ...row, suspensionEndsAt: at(13) }, { ...clear, suspendedUntil: at(13) }],
  ["a suspension that is over", { ...row, suspensionEndsAt: at(12) }, clear],
  ["warned", { ...row, warnedAt: at(1) }, { ...clear, warned: true }],
  ["warned and read", { ...row, warnedAt: at(1), acknowledgedAt: at(2) }, clear],
  ["warned again after reading", { ...row, warnedAt: at(3), acknowledgedAt: at(2) }, { ...clear, warned: true }],
] as const)("standing: %s", (_, stored, standing) => {
  expect(toStanding(stored, now)).toEqual(standing);
});

test("who is banned or suspended takes no part; who is warned or premoderated does", () => {
  expect(mayParticipate({ ...clear, banned: true })).toBe(false);
  expect(mayParticipate({ ...clear, suspendedUntil: at(13) })).toBe(false);
  expect(mayParticipate(clear)).toBe(true);
});
