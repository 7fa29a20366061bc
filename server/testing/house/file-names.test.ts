import { basename } from "node:path";
import { expect, test } from "vitest";
import { codeFiles, readSource } from "./source-files.ts";

const files = codeFiles({ tests: true });

/** The closed list of docs/architecture.md: what may stand directly in features/NOUN/. */
const vocabulary = /^(loaders|queries|cached|actions|mutations|rules|policy|schema|tags|jobs)\.ts$|^mail\.tsx?$/;
/** Parts with a name that says so, written down here so that each new one is a decision. */
const parts: Record<string, string[]> = {
  // What the page says to machines.
  "features/articles": ["metadata.ts", "share-image.ts", "structured-data.ts"],
  "features/media": ["credit.ts", "keys.ts"],
  // One file per step of the reader.
  // What an address is made of, for the list, the desk and the form.
  "features/newsroom": ["slugs.ts"],
  "features/wordpress": [
    "dates.ts",
    "import.ts",
    "own-addresses.ts",
    "plan.ts",
    "prepare.ts",
    "ratings.ts",
    "report.ts",
    "scan.ts",
    "slugs.ts",
    "turn.ts",
  ],
};

test("the walk sees the code", () => {
  expect(files.length).toBeGreaterThan(100);
});

test("a file name in a feature says what the file does: one of the closed list, or a folder for a part", () => {
  const strange = files.filter((path) => {
    const [, noun, ...rest] = path.split("/");
    if (!path.startsWith("features/") || rest.length !== 1) return false;
    const name = rest[0] ?? "";
    if (/\.test\.tsx?$/.test(name)) return false;
    return !vocabulary.test(name) && !parts[`features/${noun}`]?.includes(name);
  });
  expect(strange, "use a name of the list, or a folder named after the part").toEqual([]);
});

test("no name that admits anything", () => {
  const vague = files.filter((path) =>
    /^(index|utils?|helpers?|types?|common|misc|shared-utils)\.(tsx?|mjs)$/.test(basename(path)),
  );
  expect(vague, "name the file after what it does").toEqual([]);
});

test("file names are kebab-case", () => {
  // Next's own: (group), [param], [...rest], and its special files.
  const odd = files.filter(
    (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(client|test|spec|config|d))?\.(tsx?|mjs)$/.test(basename(path)),
  );
  expect(odd).toEqual([]);
});

test("code for the browser is a leaf whose name ends in .client.tsx", () => {
  const wrong = files.filter((path) => {
    const says = /^\s*["']use client["']/.test(readSource(path));
    // Next demands that these two be client code, under these names.
    if (/(^|\/)(error|global-error)\.tsx$/.test(path)) return !says;
    return says !== path.endsWith(".client.tsx");
  });
  expect(wrong).toEqual([]);
});

test("'use cache' stands in cached.ts files and in app/ only; each cached function is tagged", () => {
  const cached = files.filter((path) => /^\s*["']use cache["']/m.test(readSource(path)));
  expect(cached.filter((path) => !/(^|\/)cached\.ts$/.test(path) && !path.startsWith("app/"))).toEqual([]);
  const untagged = cached.filter((path) => {
    const functions = readSource(path)
      .split(/["']use cache["'];?/)
      .slice(1);
    return functions.some((body) => !/\btagged\(/.test(body));
  });
  expect(untagged, "below 'use cache': tagged(...) from #lib/cache.ts").toEqual([]);
});

test("no control hides what scripts ask of its form", () => {
  // React empties a form by form.reset() once its action has ended: a control of that name stands in its place, and the page is lost.
  const hiding = files.filter(
    (path) => path.endsWith(".tsx") && /\bname="(reset|submit|requestSubmit|elements)"/.test(readSource(path)),
  );
  expect(hiding, "name the control after what it says").toEqual([]);
});
