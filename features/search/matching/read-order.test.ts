import { expect, test } from "vitest";
import type { MatchConditions } from "./conditions.ts";
import { overLimitKey } from "./read-order.ts";

const filters = {
  category: [],
  tag: [],
  source: [],
  author: [],
  discussion: null,
  people: [],
  since: null,
  until: null,
  minRating: null,
  values: [],
};

test("remembers searches over the limit by keys of one length, however long their words are", () => {
  const keyOf = (words: string) => {
    const conditions: MatchConditions = {
      words,
      unnamedWords: words,
      names: [],
      indexed: null,
      unwanted: "",
      unwantedFacets: [],
      isCommon: false,
      filters,
      now: new Date(0),
    };
    return overLimitKey("article", conditions, undefined);
  };
  const keys = ["'a'", `'${"a".repeat(100_000)}'`].map(keyOf);
  expect(new Set(keys).size).toBe(2);
  expect(keys.map(({ length }) => length)).toEqual([16, 16]);
});
