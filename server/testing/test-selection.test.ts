import { expect, test } from "vitest";
import { changedMessages, type SourceFile, selectTests } from "./test-selection.ts";

const file = (path: string, imports: string[] = [], text = ""): SourceFile => ({ path, imports, text });
const files = [
  file("server/testing/house/file-names.test.ts"),
  file("features/votes/rules.ts", ["lib/round.ts"]),
  file("features/votes/rules.test.ts", ["features/votes/rules.ts"]),
  file("features/votes/queries.ts", ["features/votes/rules.ts"]),
  file("features/votes/queries.test.ts", ["features/votes/queries.ts"]),
  file("features/feeds/queries.ts"),
  file("features/feeds/queries.test.ts", ["features/feeds/queries.ts"]),
  file("features/feeds/killed.test.ts", [], `spawn("server/testing/scheduler-process.ts")`),
  file("features/feeds/look.test.ts", [], `readFileSync("../../app/globals.css")`),
  file("features/feeds/words.test.ts", [], `expect(text).toBe("Aucun avis")`),
  file("lib/round.ts"),
  file("server/testing/scheduler-process.ts", ["features/feeds/queries.ts"]),
  file("drizzle/migrations.test.ts"),
  file("db/migrate.test.ts"),
  file("e2e/fixtures.ts"),
  file("e2e/votes.spec.ts", ["e2e/fixtures.ts"]),
  file("e2e/reading.spec.ts", ["e2e/fixtures.ts"]),
];
const house = "server/testing/house/file-names.test.ts";
const select = (changed: string[], further: { messages?: string[]; maxTests?: number } = {}) =>
  selectTests({ changed, files, maxTests: 50, ...further });

test("selects the tests that import a changed file, nearest first", () => {
  expect(select(["features/votes/rules.ts"]).tests).toEqual([
    house,
    "features/votes/rules.test.ts",
    "features/votes/queries.test.ts",
  ]);
});

test("selects a changed test itself, and only the house tests for a file that no test uses", () => {
  expect(select(["features/feeds/look.test.ts"]).tests).toEqual([house, "features/feeds/look.test.ts"]);
  expect(select(["docs/testing.md"]).tests).toEqual([house]);
});

test("selects no more than the maximum and lists the rest", () => {
  const { tests, omitted } = select(["lib/round.ts"], { maxTests: 2 });
  expect(tests).toEqual([house, "features/votes/rules.test.ts"]);
  expect(omitted).toEqual(["features/votes/queries.test.ts"]);
});

test("follows a file that is read or started by name", () => {
  expect(select(["app/globals.css"]).tests).toContain("features/feeds/look.test.ts");
  expect(select(["server/testing/scheduler-process.ts"]).tests).toContain("features/feeds/killed.test.ts");
});

test("selects the tests of migrations for a migration", () => {
  const { tests } = select(["drizzle/migrations/0099_new.sql"]);
  expect(tests).toEqual([house, "db/migrate.test.ts", "drizzle/migrations.test.ts"]);
});

test("for a changed message, selects the tests that quote it", () => {
  const { tests } = select(["i18n/fr.json"], { messages: ["Aucun avis"] });
  expect(tests).toEqual([house, "features/feeds/words.test.ts"]);
});

test("lists what all tests depend on", () => {
  expect(select(["package-lock.json", "lib/round.ts"]).everywhere).toEqual(["package-lock.json"]);
});

test("selects changed journeys and those named after a change; all if shared code changed", () => {
  expect(select(["features/votes/rules.ts"]).journeys).toEqual(["e2e/votes.spec.ts"]);
  expect(select(["e2e/reading.spec.ts"]).journeys).toEqual(["e2e/reading.spec.ts"]);
  expect(select(["e2e/fixtures.ts"]).journeys).toEqual(["e2e/reading.spec.ts", "e2e/votes.spec.ts"]);
  expect(select(["features/feeds/queries.ts"]).journeys).toEqual([]);
});

test("finds messages that changed or were removed", () => {
  const before = { a: { b: "one", c: "two" }, d: "three" };
  const after = { a: { b: "one", c: "zwei" }, e: "four" };
  expect(changedMessages(JSON.stringify(before), JSON.stringify(after))).toEqual(["two", "three"]);
});
