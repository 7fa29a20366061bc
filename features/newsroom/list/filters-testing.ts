import type { ListFilter } from "./rules.ts";

/** Filters on a large site, for the test of query plans and the measurement (server/bench/newsroom-list.ts). */
export const sampleFilters: [name: string, filter: ListFilter, deep: boolean][] = [
  ["everything", {}, false],
  ["published, deep", { status: "published" }, true],
  ["drafts", { status: "draft" }, false],
  ["withdrawn", { status: "withdrawn" }, false],
  ["a large category", { category: 1 }, true],
  ["a large category's drafts", { category: 1, status: "draft" }, false],
  ["an author", { author: 1 }, true],
  ["a source", { source: 1 }, true],
  ["an author in a category", { author: 1, category: 2 }, false],
  ["a category's extracts of a source", { category: 1, source: 1 }, false],
  ["a rare word", { words: "zwieback" }, false],
  ["a word in one of a hundred", { words: "mot42" }, false],
  ["a word in all", { words: "article" }, false],
  ["a word of an author", { words: "mot42", author: 1 }, false],
  ["one's own", { owner: 1 }, false],
];
