import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findCircles, groupGraph, productGraph } from "./import-graph.ts";
import { readSource, root } from "./source-files.ts";

const graph = productGraph();
const featureOf = (path: string) => (path.startsWith("features/") ? path.split("/")[1] : undefined);

const howToMend =
  "move the rule down to where its data are, pass the answer in as an argument, or declare a job or handler below and bind it above (docs/architecture.md, Floors)";

/** Feature to floor, from the table `| floor | features |` in docs/architecture.md. */
function readFloors(): { floors: Map<string, number>; faults: string[] } {
  const [, section = ""] = readSource("docs/architecture.md").split(/^## Floors$/m);
  const floors = new Map<string, number>();
  const faults: string[] = [];
  const rows = section.split(/^## /m)[0]?.matchAll(/^\| *(\d+) *\|([^|]+)\|/gm) ?? [];
  for (const [index, [, number, features = ""]] of [...rows].entries()) {
    if (Number(number) !== index + 1) faults.push(`floor ${number} is row ${index + 1}`);
    for (const feature of features.split(",").map((name) => name.trim())) {
      if (floors.has(feature)) faults.push(`${feature} is on two floors`);
      floors.set(feature, Number(number));
    }
  }
  return { floors, faults };
}

const { floors, faults } = readFloors();

test("docs/architecture.md gives each feature one floor", () => {
  const folders = readdirSync(join(root, "features"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(faults).toEqual([]);
  expect(
    [...floors.keys()].sort(),
    "the table below `## Floors` in docs/architecture.md lists every folder of features/, and no other",
  ).toEqual(folders.sort());
});

test("a feature imports features of lower floors only", () => {
  const up: string[] = [];
  for (const [path, targets] of graph) {
    const from = featureOf(path);
    for (const target of targets) {
      const to = featureOf(target);
      if (from === undefined || to === undefined || from === to) continue;
      const [own, other] = [floors.get(from) ?? 0, floors.get(to) ?? 0];
      if (other >= own) up.push(`${path} (floor ${own}) imports ${target} (floor ${other})`);
    }
  }
  expect(up, howToMend).toEqual([]);
});

test("no imports form a cycle, between files or between features", () => {
  expect(graph.size).toBeGreaterThan(1000);
  expect(
    findCircles(graph),
    "move what both need into the lower file; a shared type belongs beside its producer",
  ).toEqual([]);
  expect(findCircles(groupGraph(graph, featureOf)), howToMend).toEqual([]);
});

test("finds a cycle, and none where there is none", () => {
  const made = (edges: Record<string, string[]>) =>
    findCircles(new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)])));
  expect(made({ a: ["b"], b: ["c"], c: ["b"], d: ["a"] })).toEqual(["b -> c -> b"]);
  expect(made({ a: ["b", "c"], b: ["c"], c: [] })).toEqual([]);
  expect(made({ a: ["a"] })).toEqual(["a -> a"]);
});
