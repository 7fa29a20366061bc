import { expect, test } from "vitest";
import {
  decodeSegment,
  filterKinds,
  isAutomaticDecider,
  logFilterPath,
  parseLogFilter,
  parseLogKind,
} from "./rules.ts";

test("round-trips a filter through its path", () => {
  const filter = { action: "remove", reason: "spam", by: "@ada", outcome: "undone", month: "2026-11" };
  expect(logFilterPath(filter)).toBe(
    "/moderation-log/action/remove/reason/spam/by/%40ada/outcome/undone/month/2026-11",
  );
  expect(parseLogFilter(logFilterPath(filter).split("/").slice(2).map(decodeSegment))).toEqual({
    filter,
    before: undefined,
  });
  expect(logFilterPath({ month: "2026-11" }, 12)).toBe("/moderation-log/month/2026-11?before=12");
  expect(parseLogFilter(["month", "2026-11", "before", "12"])).toEqual({ filter: { month: "2026-11" }, before: 12 });
});

test.each([
  [["action"]],
  [["month", "2026-13"]],
  [["month", "2026-11", "action", "remove"]],
  [["action", "remove", "action", "ban"]],
  [["colour", "red"]],
  [["before", "0"]],
  [["before", "12", "action", "ban"]],
  [["before", "x"]],
  [["%%"].map(decodeSegment)],
  [["by", "%%"].map(decodeSegment)],
  [["%", "x"].map(decodeSegment)],
])("refuses the path %j", (parts) => {
  expect(parseLogFilter(parts)).toBeNull();
});

const kinds = [
  "remove|spam|member:1|stands",
  "remove|hate|member:2|undone",
  "approve||member:1|stands",
  "hold|spam|rule:links|stands",
  "hold||rule:newcomer|stands",
  "ban|hate|rule:command-line|stands",
].map(parseLogKind);
const handles = new Map([["ada", "member:1"]]);

test.each([
  [{}, undefined],
  [{ month: "2026-11" }, undefined],
  [{ action: "approve" }, [2]],
  [{ reason: "spam" }, [0, 3]],
  [{ by: "people" }, [0, 1, 5]],
  [{ by: "rules" }, [3]],
  [{ by: "newcomer" }, [4]],
  [{ by: "@ada" }, [0]],
  [{ by: "@eve" }, []],
  [{ by: "command-line" }, []],
  [{ outcome: "undone", reason: "hate" }, [1]],
  [{ action: "hold" }, [3, 4]],
] as const)("filters kinds by %j", (filter, indexes) => {
  expect(filterKinds(kinds, filter, handles)).toEqual(indexes?.map((index) => kinds[index]?.kind));
});

test("counts decisions from the command line as made by a person", () => {
  expect(isAutomaticDecider("rule:command-line")).toBe(false);
  expect(isAutomaticDecider("rule:links")).toBe(true);
  expect(isAutomaticDecider("member:3")).toBe(false);
});
