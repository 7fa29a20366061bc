import { expect, test } from "vitest";
import { readChosenTime } from "./rules.ts";

const now = new Date("2026-10-20T10:00:00Z");
const chosen = (local: string, zone = "Europe/Paris") => readChosenTime(local, zone, now);

test.each([
  ["2026-10-20T12:01", "2026-10-20T10:01:00.000Z", false],
  ["2026-10-20T12:00:01", "2026-10-20T10:00:01.000Z", false],
  ["2027-03-28T03:00", "2027-03-28T01:00:00.000Z", false],
  // The clock shows it twice: the first one counts, and the result says so.
  ["2026-10-25T02:30", "2026-10-25T00:30:00.000Z", true],
])("reads %s as %s (twice: %s)", (local, at, twice) => {
  expect(chosen(local)).toEqual({ ok: true, value: { at: new Date(at), twice } });
});

test.each([
  ["", "newsroom.scheduleMissing"],
  ["demain", "newsroom.scheduleWrong"],
  ["2026-02-31T10:00", "newsroom.scheduleWrong"],
  ["2026-10-20T12:00", "newsroom.schedulePast"],
  ["2026-10-20T11:59", "newsroom.schedulePast"],
  ["2062-10-20T11:59", "newsroom.scheduleFar"],
])("refuses %j beside its field: %s", (local, said) => {
  expect(chosen(local)).toMatchObject({ ok: false, code: "form.invalid", fields: { publishAt: said } });
});

test("names an hour that does not exist, and the nearest that do", () => {
  expect(chosen("2027-03-28T02:30")).toMatchObject({
    fields: { publishAt: "newsroom.scheduleSkipped" },
    values: { from: "2:00", last: "2:59", before: "1:59", after: "3:00" },
  });
  expect(chosen("2027-10-03T02:10", "Australia/Lord_Howe")).toMatchObject({
    values: { from: "2:00", last: "2:29", before: "1:59", after: "2:30" },
  });
});
