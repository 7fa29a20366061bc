import { expect, test } from "vitest";
import { findReached, hasDirective } from "./import-graph.ts";
import { codeFiles, type Import, importsOf } from "./source-files.ts";

// The linter reports the same rules in the editor (biome.json, noRestrictedImports). This file tests what the linter
// cannot see: rules about what is allowed rather than forbidden, and imports through other files.

const files = codeFiles();

function breaches(paths: string[], forbidden: (imported: Import, path: string) => boolean): string[] {
  return paths.flatMap((path) =>
    importsOf(path)
      .filter((imported) => forbidden(imported, path))
      .map(({ name }) => `${path} imports ${name}`),
  );
}

const into =
  (...folders: string[]) =>
  ({ file }: { file: string | undefined }) =>
    file !== undefined && folders.some((folder) => file.startsWith(`${folder}/`));

test("every import of ours resolves to a file", () => {
  const known = new Set([...codeFiles({ tests: true }), "i18n/fr.json", "i18n/en.json"]);
  const lost = breaches(files, ({ file }) => file !== undefined && /\.(tsx?|mjs)$/.test(file) && !known.has(file));
  expect(lost).toEqual([]);
});

test("imports go from app to features to components and lib to db, never in the other direction", () => {
  const under = (folder: string) => files.filter((path) => path.startsWith(`${folder}/`));
  expect(breaches(under("features"), into("app", "server")), "pass it in as an argument, or move it to lib").toEqual(
    [],
  );
  expect(breaches(under("app"), into("server")), "a page reads through features").toEqual([]);
  expect(
    breaches(under("components"), into("app", "features", "db", "server")),
    "a shared component gets its data as props",
  ).toEqual([]);
  expect(breaches(under("lib"), into("app", "features", "components", "server")), "lib knows no feature").toEqual([]);
  expect(
    breaches(under("db"), into("app", "features", "components", "server")),
    "the database knows no feature",
  ).toEqual([]);
});

test("no JSON file of a package is imported: the bundler makes a getter for each of its entries", () => {
  const lists = breaches(files, ({ name, file }) => file === undefined && name.endsWith(".json"));
  expect(lists, "read the file (features/auth/registration/disposable-email.ts)").toEqual([]);
});

test("a page reads data through features, never from the database", () => {
  const pages = files.filter((path) => path.startsWith("app/"));
  expect(breaches(pages, into("db")), "read through a feature's cached.ts, write through its actions.ts").toEqual([]);
  expect(breaches(pages, ({ name }) => /^(drizzle-orm|postgres)(\/|$)/.test(name))).toEqual([]);
});

test("rules, policies and schemas are pure: they import each other, zod, trees, and lib or i18n without a request or a database", () => {
  const pure = files.filter((path) => /^features\/.+\/(rules|policy|schema)\.ts$/.test(path));
  const allowed =
    /^(features\/.+\/(rules|policy|schema|readability)\.ts|features\/settings\/(theme-colours|navigation\/link-(list|rows))\.ts|db\/(cache-tags|schema)\/[\w-]+\.ts|lib\/(?!cache|log|env)[\w/-]+\.ts|i18n\/translator\.ts)$/;
  const packages = /^(zod|hast|unist-util-visit)$/;
  expect(
    breaches(pure, ({ name, file, onlyType }) =>
      file === undefined ? !onlyType && !packages.test(name) : !allowed.test(file),
    ),
    "read rows in queries.ts and pass them to the rule",
  ).toEqual([]);
});

test("queries, mutations and jobs take arguments: they use no request, cache or user interface", () => {
  const core = files.filter((path) => /^features\/.*\/(queries|mutations|jobs)\.ts$/.test(path));
  expect(core.length).toBeGreaterThan(5);
  const request = ({ name, file }: { name: string; file: string | undefined }) =>
    /^(next|react|react-dom|server-only)(\/|$)/.test(name) || /(cached|loaders|actions)\.ts$|\.tsx$/.test(file ?? "");
  expect(
    breaches(core, request),
    "pass what it needs as an argument; read the request in loaders.ts or actions.ts",
  ).toEqual([]);
});

// `server/page-cache/next/node-resolution.ts` lets plain Node load `next/navigation` and `next/headers` (decision 045).
test("code that plain Node loads imports no JSX, and nothing of Next except its server", () => {
  const entries = files.filter((path) =>
    /^server\/(?!testing\/|bench\/)|^features\/.*\/(queries|mutations|jobs)\.ts$|^db\//.test(path),
  );
  const loaded = findReached(entries, (path) => !path.endsWith(".tsx"));
  const wrong = breaches(
    [...loaded],
    ({ name, file, onlyType }) =>
      !onlyType && (/\.tsx$/.test(file ?? "") || /^next\/(?!dist\/|(?:navigation|headers)$)/.test(name)),
  );
  expect(wrong, "move what both need into a .ts file without JSX").toEqual([]);
});

test("client components import no database code", () => {
  const clients = files.filter((path) => hasDirective(path, "client"));
  expect(clients.length).toBeGreaterThan(50);
  // The browser gets a reference to an action, not its code.
  const loadedBy = (...entries: string[]) => findReached(entries, (path) => !hasDirective(path, "server"));
  const wrong = [...loadedBy(...clients)].flatMap((path) =>
    breaches([path], ({ name, onlyType }) => !onlyType && /^(drizzle-orm|postgres)(\/|$)/.test(name)).map(
      (breach) => `${breach}, loaded by ${clients.find((client) => loadedBy(client).has(path))}`,
    ),
  );
  expect(wrong, "keep what the browser needs in a file that imports no query, table or statement").toEqual([]);
});

test("a relative import stays nearby; in app/, where folders are addresses, pages of one address share parts", () => {
  // The stub site runs in a copy of its folder, with its own package.json and `#` imports.
  const free = /\.mjs$|^app\/|^server\/testing\/stand-in\//;
  const near = codeFiles({ tests: true }).filter((path) => !free.test(path));
  // Files at the root can only be imported by a relative path.
  const far = breaches(near, ({ name, file }) => name.startsWith("../../") && file?.includes("/") === true);
  expect(far, "use #lib/…, #features/… and the like").toEqual([]);
});
