import { expect, test } from "vitest";
import fr from "#i18n/fr.json" with { type: "json" };
import { codeFiles, exportsOf, readSource, trackedFiles } from "./source-files.ts";

/**
 * Words that a newcomer cannot understand, with the field's term for each. Matched as whole words in any spelling: `draftDesk`, `draft-desk`,
 * `draft_desk`.
 */
const banned: Record<string, string> = {
  anyway: "force",
  asking: "confirmation",
  beat: "heartbeat",
  brigade: "vote brigading",
  brigades: "vote brigading",
  crowd: "batch",
  dating: "render snapshot",
  desk: "draft, editor session",
  desks: "drafts",
  door: "request guard",
  fills: "pending cache writes",
  flights: "in-flight renders",
  forgetting: "data retention",
  giving: "publish options",
  hop: "redirect",
  hurry: "force",
  judge: "screen",
  leash: "parent watchdog",
  lease: "edit lock",
  leases: "edit locks",
  lifetime: "graceful shutdown",
  longest: "maxX",
  moot: "closed",
  most: "maxX",
  patiently: "retry",
  pipeline: "screening",
  quiet: "harmless, polite",
  shortest: "minX",
  somebody: "the member, the visitor",
  stamp: "form token",
  stands: "is",
  tell: "notify, report",
  told: "notified, verdict message",
  truth: "current state",
  whoever: "anyone who",
  wish: "signal",
};

/** Words that are clear in a sentence but vague as the name of a file, an export or a table. */
const vague: Record<string, string> = {
  bound: "limit",
  clear: "invalidate, reset",
  filing: "taxonomy admin",
  given: "name the conversion: draft-to-article",
  misc: "name what the file does",
  notices: "dsa notices, notifications, messages",
  own: "viewer, the author's",
  panels: "action panels",
  past: "recent",
  person: "member, member record",
  places: "navigation, queue tabs",
  room: "queue view, capacity",
  signs: "feedback",
  stuff: "name what it is",
  take: "consume, acquire",
  texts: "pages",
  turn: "import lock, place in the queue",
  walks: "keyset pages",
  who: "policy, member",
};

/** Exceptions where the word is a term of the field. */
const terms = /\b(?:dsa notices|action panels|(?:wilson )?lower bound|(?:comment|appeal) texts|texts short)\b/g;

/** Public names and stored values, which must not change. */
const exceptions = new Set([
  // Addresses: /admin/notices.
  "app/(admin)/admin/notices/[id]/page.tsx",
  "app/(admin)/admin/notices/export/route.ts",
  "app/(admin)/admin/notices/page.tsx",
  // Setting keys.
  "settings.of.comments.longest",
  // Stored values.
  "notifications.appeal.moot",
  "appeals.outcome.moot",
  "appeals.admin.outcome.moot",
  "transparency.appealsOf.moot",
  "moderationLog.outcomes.stands",
]);

const spaced = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .replaceAll(terms, " ");

function findBanned(name: string, words: Record<string, string>): string[] {
  if (exceptions.has(name)) return [];
  return spaced(name)
    .split(" ")
    .filter((word) => Object.hasOwn(words, word))
    .map((word) => `${name}: not "${word}" but ${words[word]}`);
}

const all = { ...banned, ...vague };
const listed = trackedFiles();

test("finds a banned word however it is spelled, and not inside another word", () => {
  for (const name of ["draftDesk", "draft-desk.ts", "draft_desk", "DeskView", "features/desk/rules.ts"])
    expect(findBanned(name, all), name).toHaveLength(1);
  for (const name of ["heartbeat", "desktop", "listDsaNotices", "wilsonLowerBound", "outdoor.ts"])
    expect(findBanned(name, all), name).toEqual([]);
});

test("file and folder names use the words of the field", () => {
  const paths = listed.filter((path) => !/^(?:public|docs|drizzle\/migrations)\//.test(path));
  expect(paths.length).toBeGreaterThan(1000);
  expect(paths.flatMap((path) => findBanned(path, all))).toEqual([]);
});

test("exported names use the words of the field", () => {
  const names = codeFiles().flatMap((path) => exportsOf(path).map(({ name }) => ({ name, path })));
  expect(names.length).toBeGreaterThan(3000);
  expect(names.flatMap(({ name, path }) => findBanned(name, all).map((fault) => `${path}: ${fault}`))).toEqual([]);
});

test("tables, enums, constraints and indexes use the words of the field", () => {
  const named = codeFiles({ under: ["db"] })
    .filter((path) => path.startsWith("db/schema/"))
    .flatMap((path) => [...readSource(path).matchAll(/\b(?:pgTable|pgEnum|[iI]ndex|check)\(\s*"([^"]+)"/g)])
    .map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(100);
  expect(named.flatMap((name) => findBanned(name, all))).toEqual([]);
});

test("classes in stylesheets use the words of the field", () => {
  const classes = new Set(
    listed
      .filter((path) => path.endsWith(".css"))
      .flatMap((path) => [...readSource(path).matchAll(/\.(-?[a-zA-Z][\w-]*)/g)])
      .map(([, name = ""]) => name),
  );
  expect(classes.size).toBeGreaterThan(300);
  expect([...classes].flatMap((name) => findBanned(name, banned))).toEqual([]);
});

const keysOf = (tree: object, prefix = ""): string[] =>
  Object.entries(tree).flatMap(([key, value]) => [
    `${prefix}${key}`,
    ...(typeof value === "object" ? keysOf(value, `${prefix}${key}.`) : []),
  ]);

test("each exception is a path or a key of a message", () => {
  const names = new Set([...listed, ...keysOf(fr)]);
  expect([...exceptions].filter((name) => !names.has(name))).toEqual([]);
});

test("keys of messages use the words of the field", () => {
  // Only a key's last part is checked: its beginning is checked as a separate key.
  const faults = keysOf(fr).flatMap((key) =>
    exceptions.has(key) ? [] : findBanned(key.replace(/^.*\./, ""), banned).map((fault) => `${key}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

test("each exported type, interface and class has a unique name", () => {
  const declared = new Map<string, string[]>();
  for (const path of codeFiles())
    for (const { name, isType } of exportsOf(path))
      if (isType) declared.set(name, [...(declared.get(name) ?? []), path]);
  expect(declared.size).toBeGreaterThan(500);
  const twice = [...declared]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name}: ${paths.join(", ")}`);
  expect(twice, "one thing: export it once and import it; two things: say in the name which").toEqual([]);
});
