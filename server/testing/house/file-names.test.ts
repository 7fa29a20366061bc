import { basename } from "node:path";
import { expect, test } from "vitest";
import { codeFiles, readSource } from "./source-files.ts";

const files = codeFiles({ tests: true });

/** The closed list of docs/architecture.md: file names allowed directly in features/NOUN/. */
const vocabulary = /^(loaders|queries|cached|actions|mutations|rules|policy|schema|jobs|testing)\.ts$|^mail\.tsx?$/;
/** Other allowed names: terms of the field for the file's content. Each new one is a deliberate decision. */
const fieldTerms = new Set([
  "action-wrappers.ts",
  "apply-statuses.ts",
  "attribution.ts",
  "avatar.ts",
  "blog-addresses.ts",
  "challenges.ts",
  "change-log.ts",
  "comment-body.ts",
  "comment-text.ts",
  "comment-view.ts",
  "common-phrases.ts",
  "cookie-name.ts",
  "cookies.ts",
  "dates.ts",
  "describe-notification.ts",
  "describe-setting.ts",
  "export.ts",
  "feed.ts",
  "fingerprint.ts",
  "greeting.ts",
  "hearsay.ts",
  "import.ts",
  "import-lock.ts",
  "import-reason.ts",
  "imported-slug.ts",
  "invalidate-member.ts",
  "link-hosts.ts",
  "lock-comments.ts",
  "mail-template.ts",
  "metadata.ts",
  "notice-content.ts",
  "notice-secret.ts",
  "notice-totals.ts",
  "notifications.ts",
  "notify.ts",
  "notify-reporters.ts",
  "page-body.ts",
  "picture-credit.ts",
  "plan.ts",
  "prepare.ts",
  "rating-figures.ts",
  "rating-mean.ts",
  "ratings.ts",
  "refresh-related.ts",
  "reopen-dsa-notices.ts",
  "report.ts",
  "reported-speech.ts",
  "reserved-names.ts",
  "scan.ts",
  "scare-quotes.ts",
  "screen.ts",
  "screening-fixtures.ts",
  "share-image.ts",
  "site-logo.ts",
  "site-metadata.ts",
  "slugs.ts",
  "words-of-stems.ts",
  "storage-keys.ts",
  "structured-data.ts",
  "text-context.ts",
  "text-signals.ts",
  "theme-colours.ts",
  "tokens.ts",
  "verdict.ts",
  "verdict-message.ts",
  "viewer.ts",
  "viewer-comments.ts",
  "viewer-data.ts",
  "word-lists.ts",
]);

test("finds the source files", () => {
  expect(files.length).toBeGreaterThan(100);
});

test("a file in a feature has a name from the closed list, or is in a folder for a part", () => {
  const strange = files.filter((path) => {
    const [, , ...rest] = path.split("/");
    if (!path.startsWith("features/") || rest.length !== 1) return false;
    const name = rest[0] ?? "";
    if (/\.test\.tsx?$/.test(name)) return false;
    return !vocabulary.test(name) && !fieldTerms.has(name);
  });
  expect(strange, "use a name of the list, or a folder named after the part").toEqual([]);
});

test("rejects vague file names, at every depth", () => {
  const alone =
    /^(?:index|utils?|helpers?|types?|common|constants|functions|interfaces|given|labels?|misc|parts?|shared|shown|stuff|told|words?)$/;
  const last = /-(?:utils?|helpers?|common|constants|functions|interfaces|labels|misc|stuff)$/;
  const vague = files.filter((path) => {
    const name = basename(path).replace(/\..*$/, "");
    return !path.startsWith("drizzle/") && (alone.test(name) || last.test(name));
  });
  expect(vague, "name the file after what is inside: the field's term").toEqual([]);
});

test("a reader, writer or rule of a part is in a folder named after the part", () => {
  const mixed = files.filter((path) =>
    /^features\/.*-(?:loaders|queries|cached|mutations|policy|schema|jobs)\.tsx?$/.test(path),
  );
  expect(mixed, "appeals/queries.ts, not appeal-queries.ts").toEqual([]);
});

test("no folder contains a single file", () => {
  const entries = new Map<string, Set<string>>();
  for (const path of files) {
    if (/\.test\.tsx?$|testing\.tsx?$/.test(path) || !/^(?:features|lib|db|server)\//.test(path)) continue;
    const names = path.split("/");
    for (let depth = 1; depth < names.length; depth += 1) {
      const folder = names.slice(0, depth).join("/");
      entries.set(folder, (entries.get(folder) ?? new Set()).add(names[depth] ?? ""));
    }
  }
  // `components` names its content, even for a single file.
  const single = [...entries].filter(([folder, inside]) => inside.size === 1 && basename(folder) !== "components");
  expect(
    single.map(([folder]) => folder),
    "move the file up, beside what uses it",
  ).toEqual([]);
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
    // Next requires these two to be client code, under these names.
    if (/(^|\/)(error|global-error)\.tsx$/.test(path)) return !says;
    return says !== path.endsWith(".client.tsx");
  });
  expect(wrong).toEqual([]);
});

test("pages use no cache of Next, and every read of a cached.ts goes through cached()", () => {
  const sources = files
    .filter((path) => !path.startsWith("server/testing/"))
    .map((path) => [path, readSource(path)] as const);
  const others = sources.filter(([, text]) =>
    /^\s*["']use cache|\b(?:unstable_cache|cacheTag|cacheLife|updateTag|revalidateTag|revalidatePath)\b/m.test(text),
  );
  expect(others.map(([path]) => path)).toEqual([]);
  const reads = sources.filter(([path]) => /(^|\/)cached\.ts$/.test(path));
  expect(reads.length).toBeGreaterThan(10);
  // `database()` stands inside the load function of a cached read.
  const bare = reads.filter(([, text]) => text.split(/\bdatabase\(\)/).length > 1 && !/\bcached\(/.test(text));
  expect(bare.map(([path]) => path)).toEqual([]);
});

test("cookies and headers of a client are read through client-request.ts only, and no shared page reads the query", () => {
  const sources = files.map((path) => [path, readSource(path)] as const);
  const direct = sources.filter(([, text]) => /from "next\/headers"/.test(text)).map(([path]) => path);
  expect(direct, "use lib/cache/client-request.ts").toEqual(["lib/cache/client-request.ts"]);
  const shared = sources.filter(([path]) => /^app\/\((?:site|machines)\)\//.test(path) && !path.includes("/preview/"));
  expect(shared.length).toBeGreaterThan(30);
  const query = /\bsearchParams\b|\bnextUrl\b|\brequest\.(?:url|headers|cookies)\b|\bdraftMode\b/;
  expect(
    shared.filter(([, text]) => query.test(text)).map(([path]) => path),
    "a rewrite in next.config.ts",
  ).toEqual([]);
});

test("no control shadows a form method", () => {
  // React calls form.reset() after a form's action. A control named `reset` shadows the method, and the page breaks.
  const hiding = files.filter(
    (path) => path.endsWith(".tsx") && /\bname="(reset|submit|requestSubmit|elements)"/.test(readSource(path)),
  );
  expect(hiding, "name the control after what it says").toEqual([]);
});
