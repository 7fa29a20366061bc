import { expect, test } from "vitest";
import { FreshArticles, KindTimes } from "./mixed-times.ts";
import { votesOn } from "./random-writes.ts";

test("counts a page as finished only after a request that came late enough after the last write", () => {
  let now = 0;
  const fresh = new FreshArticles(() => now);
  const visit = (takes = 5) => {
    const { isFinished, end } = fresh.visit("a");
    now += takes;
    end();
    return isFinished;
  };
  expect(visit()).toBe(true);
  const answered = fresh.write("a");
  expect(visit()).toBe(false);
  now += 2_000;
  // The write is not answered yet: the page may still change.
  expect(visit()).toBe(false);
  answered();
  now += 849;
  expect(visit()).toBe(false);
  // This one came after 850 ms and got the page with the write; the next finds it finished.
  expect(visit()).toBe(false);
  expect(visit()).toBe(true);
  expect(fresh.visit("b").isFinished).toBe(true);
});

test("summarises each kind by level and as a whole, and keeps failures out of the latencies", () => {
  const times = new KindTimes();
  for (let ms = 1; ms <= 100; ms += 1) times.add(0, "page", ms);
  times.add(1, "page", 500);
  times.add(1, "page", 9_000, "503");
  expect(times.summaryOf(0, 10)).toEqual({
    page: { requests: 100, rate: 10, p50: 50, p99: 99, worst: 100, failures: {} },
  });
  expect(times.summary(20).page).toMatchObject({ requests: 102, rate: 101 / 20, worst: 500, failures: { 503: 1 } });
  expect(times.summaryOf(2, 10)).toEqual({});
});

test("reads the number of votes from an article's page", () => {
  expect(votesOn('<section id="rating"><p>1\u202f234 avis, 4,25/5</p>')).toBe(1_234);
  expect(votesOn('<p>3 avis</p><section id="rating"><p>Aucun avis</p>')).toBe(0);
});
