import { afterAll, expect, test } from "vitest";
import { hostileInputs, ordinaryInputs, randomHostileText } from "#lib/hostile-text-testing.ts";
import { openWorkCounter } from "#lib/work-counter-testing.ts";
import { untrustedInputParsers } from "./untrusted-input-parsers.ts";

/** Blocks of code run per character. Of all these texts the dearest takes 670 (lists nested 19 deep in each line); ordinary words take 1 to 5. */
const maxWork = 1_000;
/** How much more work a text four times as long may take: 4 where work is linear, 16 where it is quadratic. */
const maxGrowth = 8;
/** Per character: what a short text takes anyhow (tables that are made once, a branch that is not taken again). */
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
  "%s: work is bounded, and in proportion to the length",
  (_name, read) => {
    for (const [, text] of ordinaryInputs(1_000)) read(text);
    for (const [index, [what, text]] of long.entries()) {
      const work = counter.count(() => read(text));
      expect(work / length, what).toBeLessThan(maxWork);
      const part = short[index]?.[1];
      if (part === undefined) continue;
      const least = counter.count(() => read(part));
      expect(least, what).toBeGreaterThan(0);
      expect(work, `${what}, after ${least}`).toBeLessThan(maxGrowth * least + slack * length);
    }
  },
);
