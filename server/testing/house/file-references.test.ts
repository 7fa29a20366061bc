import { expect, test } from "vitest";
import { codeFiles, readSource, trackedFiles } from "./source-files.ts";

/** File names that are not in the repository: Next's conventions, and placeholders. */
const exceptions = new Set(["manifest.ts", "not-found.tsx", "file.ts", "articles/SLUG.md"]);

const comment = /^\s*(?:\/\*|\*)(.*)|(?<!:)\/\/(.*)/;
const fileName = /(?<![\w@./[\]-])(?:(?:\([\w-]+\)|[\w.@[\]-]+)\/)*\w[\w.-]*\.(?:tsx?|mjs|css|sql|md)(?![\w.]*\w)/g;

const files = trackedFiles();
// All suffixes of a path by which a comment may name the file: `b/c.ts` and `c.ts` for `a/b/c.ts`.
const known = new Set(files.flatMap((path) => path.split("/").map((_, at, parts) => parts.slice(at).join("/"))));

/** Lists the files that a source's comments name but that do not exist. */
function findLostFiles(source: string): string[] {
  return source.split("\n").flatMap((line) => {
    const [, block, rest] = comment.exec(line) ?? [];
    const names = (block ?? rest ?? "").match(fileName) ?? [];
    return names
      .map((name) => name.replace(/^(?:\.{1,2}\/)+/, ""))
      .filter((name) => !known.has(name) && !exceptions.has(name));
  });
}

test("finds the name of a missing file in every kind of comment, and nothing outside comments", () => {
  expect(findLostFiles("/** See lib/lost.ts. */")).toEqual(["lib/lost.ts"]);
  expect(findLostFiles(" * (app/(admin)/lost.css says why)")).toEqual(["app/(admin)/lost.css"]);
  expect(findLostFiles("call(); // lost.spec.ts")).toEqual(["lost.spec.ts"]);
  expect(findLostFiles('import "./lost.ts"; // house/source-files.ts')).toEqual([]);
  expect(findLostFiles("// https://example.org/lost.md")).toEqual([]);
});

test("comments name only files that exist", () => {
  const stylesheets = files.filter((path) => path.endsWith(".css"));
  const sources = [...codeFiles({ tests: true }), ...stylesheets, "next.config.ts"].filter(
    (path) => path !== "server/testing/house/file-references.test.ts",
  );
  expect(sources.length).toBeGreaterThan(1000);
  expect(
    sources.flatMap((path) => findLostFiles(readSource(path)).map((name) => `${path}: ${name}`)),
    "the file was renamed, moved or deleted: name the file that now holds what the comment means",
  ).toEqual([]);
});
