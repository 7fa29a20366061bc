import { expect, test } from "vitest";
import { codeFiles, readSource } from "./source-files.ts";

// Calls that turn text into code or markup. Their reviewed places are listed here; docs/asvs.md refers to these tests.

const product = codeFiles({ under: ["app", "components", "db", "features", "i18n", "lib", "server"] }).filter(
  (path) => !path.startsWith("server/testing/") && !path.startsWith("server/bench/"),
);
const usersOf = (pattern: RegExp) => product.filter((path) => pattern.test(readSource(path)));

test("reads the source files of the product", () => {
  expect(product.length).toBeGreaterThan(500);
});

test("no text is run as code", () => {
  expect(usersOf(/\beval\(|new Function\(|\bnode:vm\b|\bset(?:Timeout|Interval)\(\s*["'`]/)).toEqual([]);
});

test("no page listens to messages of other windows, and no response lets another origin read it", () => {
  // Messages between a thread of this process and its parent.
  const threads = [
    "lib/parsing/parser-thread.ts",
    "server/render-thread/render-thread.ts",
    "server/render-thread/serve-main-thread.ts",
    "server/render-thread/thread-log.ts",
    "server/worker/due-thread.ts",
  ];
  // A BroadcastChannel reaches pages of this origin only.
  const tabs = "features/newsroom/editor-session/browser/handover-channel.ts";
  // Only pages of this origin reach a service worker.
  const worker = "server/http/offline/worker.mjs";
  const toWorker = ["server/page-cache/next/late-hydration.ts", "server/http/hydration/early-script.ts"];
  expect(usersOf(/\bpostMessage\(/).toSorted()).toEqual([tabs, ...threads, ...toWorker].toSorted());
  expect(usersOf(/addEventListener\(\s*["']message["']|\bonmessage\b/)).toEqual([tabs, worker]);
  expect(readSource(tabs)).toMatch(/\bconst channel = new BroadcastChannel\(/);
  expect(usersOf(/access-control-allow/i)).toEqual([]);
});

test("only the server's own files start programs, never a feature and never through a shell", () => {
  const starters = usersOf(/from "node:child_process"/);
  expect(starters.filter((path) => !path.startsWith("server/") && !path.endsWith("-testing.ts"))).toEqual([]);
  const calls = /\b(?:exec|execSync)\(\s*["'`]/;
  expect(starters.filter((path) => calls.test(readSource(path)))).toEqual([]);
  // On Windows npm is a script, and its parameters are constants.
  expect(starters.filter((path) => /\bshell:/.test(readSource(path)))).toEqual([
    "server/process/install-dependencies.mjs",
  ]);
});

/** The arguments of `sql.raw(…)` and `.unsafe(…)`: constants in the code, never a value from a request. */
const rawSql: Record<string, string[]> = {
  // From the files of drizzle/migrations.
  "db/concurrent-indexes.ts": ['indexStatement(index, "concurrently")', '`drop index concurrently if exists "{name}"`'],
  "db/database-watch.ts": ['"select 1"'],
  // Passes drizzle's statements to the driver unchanged, with values separate.
  "db/guarded-pool.ts": ["\"select pg_notify('vigie_changes', '')\"", "...withPrepareOption(args, repeated)"],
  "db/guarded-transaction.ts": ["...withPrepareOption(args, repeated)"],
  // Names and definitions as PostgreSQL itself quotes them, from its catalogue.
  "server/backup/schema-objects.ts": [
    "`alter table {table} drop constraint {name}`",
    "`drop index {name}`",
    "`alter table {name} disable trigger user`",
    '`truncate {tables.map(({ name }) => name).join(", ")}`',
    "next",
    "`alter table {name} enable trigger user`",
  ],
  // Letters and digits, the role of DATABASE_URL and the locale of its database, quoted.
  "server/backup/target-database.ts": [
    "`create database \"{name}\" owner {owner} template template0 encoding 'UTF8' {clause}`",
  ],
  "features/transparency/log/queries.ts": [
    "\"(listed or part_of is null or action not in ('remove', 'spam'))\"",
    // Both are constants: "asc" or "desc", and a number of lines.
    "`order by created_at {order}, decision_id {order} limit {linesPerPage + 1}`",
  ],
  "features/related/selection/scoring.ts": ["String(maxReasons)", "column", "own"],
  "features/taxonomy-admin/queries.ts": ['"category_id"', '"tag_id"'],
  "db/change-log.ts": ["deleteForeignStatement"],
  "db/schema/columns.ts": ["primaryTimeline"],
  "server/edge/purger.ts": ["`listen {changesChannel}`"],
  "server/page-cache/change-notifications.ts": ["`listen {changesChannel}`", "notify, [changesChannel, this.#name]"],
  // Statements about roles and databases take no parameters; the supervisor created or read the passwords, whose quotes
  // are doubled.
  "server/postgres/roles.ts": [
    "takeOwnership",
    "`drop role if exists {temporaryRole}`",
    "`create role {temporaryRole} superuser login password {literal(passwords.superuser)}`",
    "`alter role {applicationRole} rename to {superuser}`",
    "`alter role {superuser} password {literal(passwords.superuser)}`",
    "`create role {applicationRole} login password {literal(password)}`",
    "`alter role {applicationRole} {noRights} password {literal(password)}`",
    "`alter role {applicationRole} set log_min_messages = log`",
    "`create database {applicationRole} owner {applicationRole}`",
    "`alter database {applicationRole} owner to {applicationRole}`",
  ],
};

/** Matches a call with one argument, which may contain parentheses two levels deep. */
const argument = String.raw`\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)`;

test("SQL that is not parametrised is a constant in a reviewed place", () => {
  const found: Record<string, string[]> = {};
  // Test helpers create and empty databases with statements of their own, and explain any statement.
  const ofTests = ["db/testing.ts", "db/query-plans-testing.ts"];
  for (const path of product.filter((one) => !ofTests.includes(one))) {
    const calls = readSource(path).matchAll(new RegExp(String.raw`\bsql\.raw${argument}|\.unsafe${argument}`, "g"));
    // Dollar signs of placeholders are removed, because the linter reports them in strings.
    const raw = [...calls].map(([, text, unsafe]) => (text ?? unsafe ?? "").replaceAll("$", ""));
    if (raw.length > 0) found[path] = [...new Set(raw)];
  }
  expect(found, "pass the value to the sql tag, which makes a parameter of it").toEqual(rawSql);
});

test("requests to untrusted addresses use lib/fetch; all others go to addresses of the operator or of this site", () => {
  const calls =
    /(?<![\w.])fetch\(|from "(?:node:)?undici"|\bhttps?\.(?:request|get)\(|\{[^}]*\b(?:request|get)\b[^}]*\} from "(?:node:)?https?"/;
  // In a browser a page requests its own site: connect-src 'self' admits nothing else.
  const scripts = [
    "components/ui/refresh-if-reachable.ts",
    "features/moderation/queue/components/use-queue-updates.ts",
    "features/editor/link-details/fetch-link-details.ts",
    "features/newsroom/editor-session/browser/browser-transport.ts",
    "features/wordpress/upload/send-export.ts",
  ];
  const inBrowser = (path: string) => /^\s*"use client"/.test(readSource(path)) || scripts.includes(path);
  const users = usersOf(calls).filter((path) => !inBrowser(path));
  expect(users, "fetchOutside of lib/fetch/fetch.ts checks where it goes").toEqual([
    // The provider's own API (AUTH_GITHUB_URL). Others: next-auth's providers, the S3 client (S3_ENDPOINT), nodemailer
    // (SMTP_URL).
    "features/auth/sign-in/github.ts",
    // The served site that the operator names, which is compared with an export.
    "features/wordpress/verify/site-client.ts",
    "lib/fetch/fetch.ts",
    // This machine's own /healthz, at HOST and PORT.
    "server/cli/doctor/site-probe.ts",
    // The caches in front of the site (EDGE_PURGE_URL).
    "server/edge/purge-queue.ts",
    // A test's own Varnish.
    "server/edge/varnish-testing.ts",
    // Run in the browser, and request the site's own addresses.
    "server/http/hydration/early-script.ts",
    "server/http/hydration/unsent-form.ts",
    "server/http/offline/worker.mjs",
    "server/page-cache/next/late-hydration.ts",
    // Requests to Next within this process, over streams in memory and between threads.
    "server/page-cache/next/render.ts",
    // Asks the site of its own container.
    "server/process/health-check.mjs",
    "server/render-thread/forward-request.ts",
    // A new release asks itself, before it takes over.
    "server/upgrade/self-check.ts",
    "server/upgrade/upgrade-testing.ts",
  ]);
  expect(usersOf(/FETCH_ALLOW_PRIVATE/).sort()).toEqual([
    // Say that it is set, and how to unset it.
    "features/health/measurement/measure-settings.ts",
    "features/health/wording/operator-hints.ts",
    "lib/env.ts",
    "lib/fetch/fetch.ts",
  ]);
});

test("a regular expression assembled at run time is in a reviewed place and made of constants", () => {
  // Texts from readers, forms and imports are compared as text: lib/words, `like` with escaped wildcards.
  expect(usersOf(/\bnew RegExp\(/)).toEqual([
    "features/dsa-notices/rules.ts",
    "features/syndication/content/trim-tails.ts",
    "features/wordpress/body/read-more.ts",
    "features/wordpress/body/verbatim-ranges.ts",
    "lib/french-typography.ts",
    "lib/html/flatten.ts",
    "server/http/page-query-rules.ts",
    "server/page-cache/next/late-hydration.ts",
  ]);
});
