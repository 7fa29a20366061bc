import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startProgress } from "./progress.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

/** Collects what is written to a stream that is, or is not, a terminal. */
function screen(isTTY: boolean) {
  let text = "";
  const stream = Object.assign(new PassThrough(), { isTTY });
  stream.on("data", (chunk) => {
    text += chunk;
  });
  return { stream, text: () => text };
}

test("shows nothing for short work", () => {
  const { stream, text } = screen(false);
  const progress = startProgress("Import", { total: 10, stream });
  progress.advance(10);
  progress.done();
  expect(text()).toBe("");
});

test("without a terminal: a line every five seconds, with percentage and rate", () => {
  const { stream, text } = screen(false);
  const progress = startProgress("Import", { total: 1_000, unit: "articles", stream });
  for (let second = 0; second < 10; second += 1) {
    vi.advanceTimersByTime(1_000);
    progress.advance(50);
  }
  progress.done();
  expect(text()).toBe(
    "Import: 250 of 1000 (25 %) articles, 50/s, 15 s left\nImport: 500 of 1000 (50 %) articles, 50/s, 10 s left\n",
  );
});

test("shows bytes as megabytes, and less than one item in a second", () => {
  const { stream, text } = screen(false);
  const progress = startProgress("Import", { total: 12_000_000, unit: "bytes", stream });
  vi.advanceTimersByTime(6_000);
  progress.advance(1_200_000);
  const slow = startProgress("Compared", { total: 100, stream });
  vi.advanceTimersByTime(6_000);
  slow.advance(3);
  expect(text()).toBe(
    "Import: 1.2 of 12.0 (10 %) MB, 0.2 MB/s, 54 s left\nCompared: 3 of 100 (3 %), 0.5/s, 4 min left\n",
  );
});

test("without a total: shows the count", () => {
  const { stream, text } = screen(false);
  const progress = startProgress("Import", { stream });
  vi.advanceTimersByTime(6_000);
  progress.advance(12);
  expect(text()).toBe("Import: 12, 2/s\n");
});

test("on a terminal: a bar, and no lines", () => {
  const { stream, text } = screen(true);
  const progress = startProgress("Import", { total: 10, unit: "articles", stream });
  vi.advanceTimersByTime(6_000);
  progress.advance(4);
  progress.done();
  expect(text()).toContain("40 %");
  expect(text()).toContain("4/10 articles");
  expect(text()).not.toContain("Import: ");
});
