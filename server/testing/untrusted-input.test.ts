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

test.each(Object.entries(untrustedInputParsers))(
  "%s: work is bounded and proportional to the length",
  (_name, read) => {
    for (const [, text] of ordinaryInputs(1_000)) read(text);
    for (const [index, [what, text]] of long.entries()) {
      const work = counter.count(() => read(text));
      expect(work / length, what).toBeLessThan(maxWork);
      expect(work, what).toBeGreaterThan(0);
      const part = short[index]?.[1];
      // Within the allowance any growth is accepted.
      if (part === undefined || work < slack * length) continue;
      const least = counter.count(() => read(part));
      expect(work, `${what}, after ${least}`).toBeLessThan(maxGrowth * least + slack * length);
    }
  },
);
