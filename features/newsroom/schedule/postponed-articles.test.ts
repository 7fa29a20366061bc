import { beforeEach, expect, test } from "vitest";
import { PostponedArticles } from "./postponed-articles.ts";

const hour = 3_600_000;
const due = new Date("2026-12-01T08:00:00Z");
const schedules = [1, 2, 3].map((articleId) => ({ articleId, publishAt: due }));
const [one = { articleId: 0, publishAt: due }] = schedules;
let time = 0;
let postponed: PostponedArticles;

beforeEach(() => {
  time = 0;
  postponed = new PostponedArticles(() => time);
});

/** Interrupts each attempt at these articles for a while; returns how many attempts there were. */
function interruptFor(ms: number, all = schedules, work = () => {}): number {
  let attempts = 0;
  for (const end = time + ms; time < end; time += 1_000) {
    for (const schedule of all)
      if (attempts < all.length || postponed.dueIds.includes(schedule.articleId)) {
        postponed.postpone(schedule);
        attempts += 1;
      }
    work();
  }
  return attempts;
}

test("tries an interrupted article again after one second, then after two, and every five minutes in the end", () => {
  const times: number[] = [];
  for (; time < 2 * hour; time += 1_000)
    if (time === 0 || postponed.dueIds.length > 0) {
      postponed.postpone(one);
      times.push(time / 1_000);
    }
  expect(times.slice(0, 5)).toEqual([0, 1, 3, 7, 15]);
  expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBe(300);
});

test("gives nothing up in an outage of an hour, nor in a longer one in which nothing could be published", () => {
  expect(interruptFor(hour, schedules, () => postponed.notePublished(1))).toBeGreaterThan(30);
  expect(schedules.filter((schedule) => postponed.isGivenUp(schedule))).toEqual([]);
  postponed.forget([1, 2, 3]);
  interruptFor(12 * hour);
  expect(schedules.filter((schedule) => postponed.isGivenUp(schedule))).toEqual([]);
});

test("gives up an article that is interrupted for two hours while others are published, or that is the only one", () => {
  interruptFor(2 * hour);
  postponed.notePublished(1);
  expect(postponed.isGivenUp(one)).toBe(true);
  postponed.forget([2, 3]);
  expect(postponed.isGivenUp(one)).toBe(true);
});

test("gives nothing up after few attempts, however long ago, nor an article that was scheduled again", () => {
  postponed.postpone(one);
  time = 24 * hour;
  postponed.postpone(one);
  expect(postponed.isGivenUp(one)).toBe(false);
  interruptFor(2 * hour, [one]);
  expect(postponed.isGivenUp(one)).toBe(true);
  expect(postponed.isGivenUp({ ...one, publishAt: new Date(due.getTime() + 1) })).toBe(false);
  postponed.forget([1]);
  expect(postponed.isGivenUp(one)).toBe(false);
  expect(postponed.ids).toEqual([]);
});
