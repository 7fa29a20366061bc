import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { scoreTone } from "./score.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapInMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

test("words that are kept do not keep the texts in which they were", () => {
  const letters = (n: number) => [0, 1, 2].map((place) => String.fromCharCode(97 + (Math.floor(n / 26 ** place) % 26)));
  const filler = " ".repeat(9_980);
  const score = (n: number) => scoreTone(`${filler}abrakadabr${letters(n).join("")}xyz`, []);
  for (let n = 0; n < 100; n += 1) score(n);
  const before = heapInMegabytes();
  // 10 MB of text.
  for (let n = 100; n < 1_100; n += 1) score(n);
  expect(heapInMegabytes() - before).toBeLessThan(3);
});
