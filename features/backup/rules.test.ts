import fc from "fast-check";
import { expect, test } from "vitest";
import { isBackupDue, isTrialDue, lastDueTime, nextDueTime } from "./rules.ts";

const time = { hour: 3, zone: "Europe/Paris" };
const at = (text: string) => new Date(`${text}Z`);
const siteSince = at("2020-01-01T00:00");
const never = { lastSuccessAt: undefined, failedAt: [] };
const hourMs = 3_600_000;

test("backups are due at ten past the hour of the site's zone", () => {
  expect(lastDueTime(at("2026-11-29T02:10"), time)).toEqual(at("2026-11-29T02:10"));
  expect(lastDueTime(at("2026-11-29T02:09"), time)).toEqual(at("2026-11-28T02:10"));
  expect(nextDueTime(at("2026-11-29T02:09"), time)).toEqual(at("2026-11-29T02:10"));
  expect(nextDueTime(at("2026-11-29T02:10"), time)).toEqual(at("2026-11-30T02:10"));
});

test("a time that the clock skips in spring is an hour later, one that it shows twice in autumn is once", () => {
  const two = { hour: 2, zone: "Europe/Paris" };
  expect(nextDueTime(at("2027-03-27T12:00"), two)).toEqual(at("2027-03-28T01:10"));
  expect(nextDueTime(at("2027-10-30T12:00"), two)).toEqual(at("2027-10-31T00:10"));
  expect(nextDueTime(at("2027-10-31T00:10"), two)).toEqual(at("2027-11-01T01:10"));
});

test("each moment is between the last due time and the next, a day apart", () => {
  const zones = fc.constantFrom(
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Australia/Lord_Howe",
  );
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse("2012-01-02"), max: Date.parse("2035-01-01") }),
      fc.integer({ min: 0, max: 23 }),
      zones,
      (now, hour, zone) => {
        const last = lastDueTime(new Date(now), { hour, zone }).getTime();
        const next = nextDueTime(new Date(now), { hour, zone }).getTime();
        expect(last).toBeLessThanOrEqual(now);
        expect(next).toBeGreaterThan(now);
        expect(next - last).toBeGreaterThanOrEqual(23 * hourMs);
        expect(next - last).toBeLessThanOrEqual(25 * hourMs);
      },
    ),
    { numRuns: 500 },
  );
});

test("a backup is due once a night, and is made up for after a downtime", () => {
  const now = at("2026-11-29T02:10");
  expect(isBackupDue(never, { now, time, siteSince })).toBe(true);
  const since = (lastSuccessAt: Date, at: Date) =>
    isBackupDue({ lastSuccessAt, failedAt: [] }, { now: at, time, siteSince });
  expect(since(at("2026-11-28T02:11"), now)).toBe(true);
  expect(since(at("2026-11-29T02:10"), at("2026-11-30T02:09"))).toBe(false);
  expect(since(at("2026-11-20T02:10"), at("2026-11-29T17:00"))).toBe(true);
  // The clock was wrong when it was made.
  expect(since(at("2036-11-20T02:10"), now)).toBe(true);
});

test("a new site gets its first backup in the night after it was set up", () => {
  const options = (now: Date) => ({ now, time, siteSince: at("2026-11-29T10:00") });
  expect(isBackupDue(never, options(at("2026-11-29T10:05")))).toBe(false);
  expect(isBackupDue(never, options(at("2026-11-30T02:10")))).toBe(true);
});

test("a failure is tried again after longer and longer pauses, six times in a night", () => {
  let attempts = 0;
  const failedAt: Date[] = [];
  for (let now = at("2026-11-29T02:10").getTime(); now < at("2026-11-30T02:10").getTime(); now += 60_000)
    if (isBackupDue({ lastSuccessAt: undefined, failedAt }, { now: new Date(now), time, siteSince })) {
      attempts += 1;
      failedAt.unshift(new Date(now));
    }
  expect(attempts).toBe(6);
  expect(failedAt[0]).toEqual(at("2026-11-29T05:20"));
  expect(isBackupDue({ lastSuccessAt: undefined, failedAt }, { now: at("2026-11-30T02:10"), time, siteSince })).toBe(
    true,
  );
});

test("a trial restore follows a backup once a week, and in the next night after a failure", () => {
  const trial = (lastSuccessAt: Date | undefined, now: Date, failedAt: Date[] = []) =>
    isTrialDue({ lastSuccessAt, failedAt }, { now, time, lastBackupAt: lastDueTime(now, time) });
  const now = at("2026-11-29T02:20");
  expect(trial(undefined, now)).toBe(true);
  expect(trial(at("2026-11-22T02:25"), now)).toBe(true);
  expect(trial(at("2026-11-23T02:25"), now)).toBe(false);
  expect(trial(undefined, at("2026-11-29T02:40"), [at("2026-11-29T02:30")])).toBe(false);
  expect(trial(undefined, at("2026-11-30T02:40"), [at("2026-11-29T02:30")])).toBe(true);
  const withoutBackup = { now, time, lastBackupAt: at("2026-11-28T02:10") };
  expect(isTrialDue(never, withoutBackup)).toBe(false);
});
