import { afterAll, expect, test } from "vitest";
import { hostileInputs, ordinaryInputs, randomHostileText } from "#lib/hostile-text-testing.ts";
import { openWorkCounter } from "#lib/work-counter-testing.ts";
import { untrustedInputParsers } from "./untrusted-input-parsers.ts";

/**
 * Maximum number of code blocks run per character. The most expensive of these texts takes 670 (lists nested 19 deep in each line); ordinary words
 * take 1 to 5.
 */
const maxWork = 1_000;
/** How much more work a text four times as long may take: linear work takes 4 times as much, quadratic work 16 times. */
const maxGrowth = 8;
/** Allowance per character for fixed costs of a short text (tables that are built once, branches taken once). */
const slack = 15;
const length = 4_000;

const counter = openWorkCounter();
afterAll(() => counter.close());

const long = [
  ...hostileInputs(length),
  ...Array.from({ length: 12 }, (_, seed): [string, string] => [`random ${seed}`, randomHostileText(seed, length)]),
];
const short = hostileInputs(length / 4);

/** How many texts are counted together while each may be within the allowance. */
const groupSize = 8;

test.each(Object.entries(untrustedInputParsers))(
  "%s: work is bounded and proportional to the length",
  (_name, read) => {
    for (const [, text] of ordinaryInputs(1_000)) read(text);
    const countEach = (texts: string[]) => counter.countEach(texts, read);
    let isCheap = true;
    for (let start = 0; start < long.length; start += groupSize) {
      const group = long.slice(start, start + groupSize);
      if (isCheap) {
        const together = counter.count(() => {
          for (const [, text] of group) read(text);
        });
        expect(together).toBeGreaterThan(0);
        // Each text then is within the allowance too.
        if (together < slack * length) continue;
      }
      const works = countEach(group.map(([, text]) => text));
      // Within the allowance any growth is accepted.
      const large = group.flatMap(([what], n) => {
        const [work = 0, part] = [works[n], short[start + n]?.[1]];
        expect(work / length, what).toBeLessThan(maxWork);
        expect(work, what).toBeGreaterThan(0);
        return part === undefined || work < slack * length ? [] : [{ what, work, part }];
      });
      const least = countEach(large.map(({ part }) => part));
      for (const [n, { what, work }] of large.entries())
        expect(work, `${what}, after ${least[n]}`).toBeLessThan(maxGrowth * (least[n] ?? 0) + slack * length);
      isCheap = large.length === 0;
    }
  },
);
