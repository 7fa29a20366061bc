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
] as const)("%s on a %s comment gives the status %s", (action, status, expected) => {
  expect(statusAfterAction(action, status)).toBe(expected);
});

test("requires a reason for restrictive actions only", () => {
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
  ["no decision", [], undefined],
  ["only decisions on another field", [other], undefined],
  ["one decision", [decision("visible", "rejected")], "rejected"],
  ["the last of two", [decision("pending", "visible"), other, decision("visible", "spam")], "spam"],
  ["the decision before an undone one", [decision("pending", "visible"), decision("visible", "spam", true)], "visible"],
  [
    "the last one, if an earlier one is undone",
    [decision("pending", "visible", true), decision("visible", "spam")],
    "spam",
  ],
  [
    "the state before the first, if all are undone",
    [decision("pending", "visible", true), decision("visible", "spam", true)],
    "pending",
  ],
] as const)("derives the status from %s", (_, decisions, status) => {
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
  ["a ban", { ...row, bannedAt: at(1) }, { ...clear, banned: true }],
  ["a suspension", { ...row, suspensionEndsAt: at(13) }, { ...clear, suspendedUntil: at(13) }],
  ["a suspension that is over", { ...row, suspensionEndsAt: at(12) }, clear],
  ["a warning", { ...row, warnedAt: at(1) }, { ...clear, warned: true }],
  ["a read warning", { ...row, warnedAt: at(1), acknowledgedAt: at(2) }, clear],
  ["a warning after a read one", { ...row, warnedAt: at(3), acknowledgedAt: at(2) }, { ...clear, warned: true }],
] as const)("derives the standing from %s", (_, stored, standing) => {
  expect(toStanding(stored, now)).toEqual(standing);
});

test("excludes banned and suspended members, but not warned or premoderated ones", () => {
  expect(mayParticipate({ ...clear, banned: true })).toBe(false);
  expect(mayParticipate({ ...clear, suspendedUntil: at(13) })).toBe(false);
  expect(mayParticipate(clear)).toBe(true);
});
