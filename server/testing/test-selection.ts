import { basename, dirname } from "node:path";

/** A code file, as the selection needs it. */
export interface SourceFile {
  path: string;
  text: string;
  /** The files of ours that it needs at run time. */
  imports: string[];
}

export interface Selection {
  /** Test files for vitest, those nearest to the change first. */
  tests: string[];
  /** Test files that the change can also affect, but that are too far away or too many for a short run. */
  omitted: string[];
  journeys: string[];
  /** Changed files that may affect every test. */
  everywhere: string[];
}

interface SelectionInput {
  changed: string[];
  /** All code files, including tests and journeys. */
  files: SourceFile[];
  /** Messages of i18n/ that changed or were removed. */
  messages?: string[];
  /** Maximum number of test files in a short run. */
  maxTests: number;
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path);
const isJourney = (path: string) => /^e2e\/.*\.spec\.ts$/.test(path);
const isCode = (path: string) => /\.(tsx?|mjs)$/.test(path);
/** Files that all tests read without importing them. */
const everywhere =
  /^(package(-lock)?\.json|vitest\.config\.ts|tsconfig\.json|server\/testing\/(vitest-set-up|throwaway)\.ts)$/;

/**
 * Selects the tests that a change can break: the house tests, the changed tests, and the tests that reach a changed file by imports or by its name in
 * their text, shortest path first.
 */
export function selectTests({ changed, files, messages = [], maxTests }: SelectionInput): Selection {
  const existing = new Set(files.map(({ path }) => path));
  const distances = new Map<string, number>();
  const note = (test: string, distance: number) => {
    if (existing.has(test) && isTest(test) && distance < (distances.get(test) ?? Number.POSITIVE_INFINITY))
      distances.set(test, distance);
  };
  for (const { path } of files) if (path.startsWith("server/testing/house/")) note(path, -1);
  const users = usersOf(files);
  for (const path of changed) {
    // Migrations are read by folder, and every database test depends on them: only their own tests are selected.
    if (path.startsWith("drizzle/")) for (const file of existing) if (/^(drizzle|db)\//.test(file)) note(file, 0);
    if (!isCode(path)) for (const file of existing) if (dirname(file) === dirname(path)) note(file, 1);
    // Every page's test uses the messages: only those that quote a changed one are selected.
    if (/^i18n\/\w+\.json$/.test(path)) continue;
    for (const [file, distance] of findDependents(path, users, files)) note(file, distance);
  }
  for (const { path, text } of files) if (messages.some((sentence) => text.includes(sentence))) note(path, 1);
  const nearest = [...distances].sort(([a, near], [b, far]) => near - far || a.localeCompare(b)).map(([path]) => path);
  return {
    tests: nearest.slice(0, maxTests),
    omitted: nearest.slice(maxTests),
    journeys: selectJourneys(changed, existing),
    everywhere: changed.filter((path) => everywhere.test(path)),
  };
}

/** Selects the changed journeys, and those named after a changed file or its folder. All of them if shared code changed. */
function selectJourneys(changed: string[], existing: Set<string>): string[] {
  const all = [...existing].filter(isJourney).sort();
  if (changed.some((path) => path.startsWith("e2e/") && !isJourney(path))) return all;
  const names = new Set(
    changed.flatMap((path) => (isCode(path) ? [...dirname(path).split("/"), basename(path).replace(/\..*/, "")] : [])),
  );
  return all.filter((path) => changed.includes(path) || names.has(basename(path, ".spec.ts")));
}

function usersOf(files: SourceFile[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const { path, imports } of files)
    for (const name of imports) users.set(name, [...(users.get(name) ?? []), path]);
  return users;
}

/** Finds every file that needs `from`, with the length of the shortest path. */
function findDependents(from: string, users: Map<string, string[]>, files: SourceFile[]): Map<string, number> {
  const distances = new Map([[from, 0]]);
  for (const file of findMentions(from, files)) distances.set(file, 1);
  for (const [path, distance] of distances) {
    for (const user of users.get(path) ?? []) if (!distances.has(user)) distances.set(user, distance + 1);
  }
  return distances;
}

/**
 * Finds the files that name this one, to read or start it: code is named with its folder ("testing/browser.ts"), since many folders have a file of
 * that name.
 */
function findMentions(path: string, files: SourceFile[]): string[] {
  const name = isCode(path) ? path.split("/").slice(-2).join("/") : basename(path);
  return files
    .filter((file) => file.path !== path && !file.imports.includes(path) && file.text.includes(name))
    .map((file) => file.path);
}

/** Lists the messages of the first JSON text that the second no longer has under the same key. */
export function changedMessages(before: string, after: string): string[] {
  const old = flattenMessages(JSON.parse(before));
  const now = flattenMessages(JSON.parse(after));
  return [...old].filter(([key, sentence]) => now.get(key) !== sentence).map(([, sentence]) => sentence);
}

function flattenMessages(messages: unknown, key = ""): Map<string, string> {
  if (typeof messages === "string") return new Map([[key, messages]]);
  if (typeof messages !== "object" || messages === null) return new Map();
  return new Map(Object.entries(messages).flatMap(([name, inner]) => [...flattenMessages(inner, `${key}.${name}`)]));
}
