import { codeFiles, importsOf, readSource } from "./source-files.ts";

/** Maps a file or folder to those that it imports. */
type ImportGraph = Map<string, Set<string>>;

/** Tests and code used only by tests may import anything. */
const isTestCode = (path: string) => /(^|[/-])testing\.tsx?$/.test(path);

/** Returns the imports between code files, including type-only and dynamic ones, without tests. */
export function productGraph(): ImportGraph {
  const files = new Set(codeFiles().filter((path) => !isTestCode(path)));
  const graph: ImportGraph = new Map();
  for (const path of files) {
    const targets = importsOf(path).flatMap(({ file }) => (file !== undefined && files.has(file) ? [file] : []));
    graph.set(path, new Set(targets));
  }
  return graph;
}

/** Returns the same graph between groups of files, such as folders; imports within a group are left out. */
export function groupGraph(graph: ImportGraph, groupOf: (path: string) => string | undefined): ImportGraph {
  const groups: ImportGraph = new Map();
  for (const [path, targets] of graph) {
    const from = groupOf(path);
    if (from === undefined) continue;
    const to = groups.get(from) ?? new Set();
    groups.set(from, to);
    for (const target of targets) {
      const group = groupOf(target);
      if (group !== undefined && group !== from) to.add(group);
    }
  }
  return groups;
}

/** Finds cycles as paths, `a -> b -> a`; none is listed twice. */
export function findCircles(graph: ImportGraph): string[] {
  const named = new Set<string>();
  const circles: string[] = [];
  for (const start of [...graph.keys()].sort()) {
    if (named.has(start)) continue;
    const cycle = findWayBack(graph, start);
    if (!cycle) continue;
    for (const member of cycle) named.add(member);
    circles.push(cycle.join(" -> "));
  }
  return circles;
}

/** Finds the shortest path from a node to itself. */
function findWayBack(graph: ImportGraph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const target of graph.get(next) ?? []) {
      if (target === start) {
        const cycle = [start];
        for (let at: string | undefined = next; at !== undefined && at !== start; at = cameFrom.get(at)) cycle.push(at);
        return [...cycle, start].reverse();
      }
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, next);
      queue.push(target);
    }
  }
  return undefined;
}

/** Whether a file begins with `"use client"` or `"use server"`. */
export function hasDirective(path: string, directive: "client" | "server"): boolean {
  return readSource(path).startsWith(`"use ${directive}";`);
}

let allFiles: Set<string> | undefined;

/** Returns these files and all code files that they import at run time; what `follows` refuses is left out. */
export function findReached(from: Iterable<string>, follows: (path: string) => boolean = () => true): Set<string> {
  allFiles ??= new Set(codeFiles());
  const found = new Set<string>();
  const waiting = [...from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path) || !allFiles.has(path) || !follows(path)) continue;
    found.add(path);
    waiting.push(...importsOf(path).flatMap(({ file, onlyType }) => (file && !onlyType ? [file] : [])));
  }
  return found;
}
