import { rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { setSetting } from "#features/settings/mutations.ts";
import { sayError } from "#lib/operator-error.ts";
import { buildIfNeeded } from "../process/build.ts";
import { migrateWith } from "../testing/cluster/shared-services.ts";
import type { SiteNode } from "../testing/cluster/site-nodes.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { openBrowser } from "./browser.ts";
import { root } from "./child-process.ts";
import { openClusterSite } from "./cluster-site.ts";
import { nextNetwork, signInMembersWith } from "./members.ts";
import { findPages, startPageCrawl } from "./page-crawl.ts";
import { figure, table } from "./report.ts";
import { changeRelease, copyRelease, secondReleaseColumn } from "./second-release.ts";
import { UpgradeTabs } from "./upgrade-tabs.ts";

const usage = `node --conditions=react-server server/bench/cluster-upgrade.ts [options]

Upgrades two nodes behind HAProxy to another release, one after the other: it has another client component, another server
action and a migration that the release before tolerates. Then one node returns to the release before. Meanwhile all pages
are requested with the scripts and styles that they name, and people act in browser tabs that they opened and filled in
before. Counts what they notice.

  --program FOLDER  the built program of the first release (default: this one, built if needed)
  --release FOLDER  the second release, built if needed (default: made of the first)
  --no-valkey       without a Valkey
  --tabs N          groups of tabs that act at once (default 1)
  --port N          of the balancer; those of the nodes follow (default: free ones)
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const articleCount = 40;
const maxPages = 120;
const crawlers = 2;
const crawlPauseMs = 50;
/** How long each state lasts at least (ms). */
const stateMs = 5_000;

const { values } = parseArgs({
  options: {
    program: { type: "string", default: root },
    release: { type: "string" },
    "no-valkey": { type: "boolean", default: false },
    tabs: { type: "string", default: "1" },
    port: { type: "string", default: "0" },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  if (values.help) return say(usage);
  const program = path.resolve(values.program);
  const release = values.release ? path.resolve(values.release) : copyRelease(tmpdir(), program);
  const folder = createTestFolder();
  try {
    if (!values.release) changeRelease(release);
    await buildIfNeeded({ root: release, say });
    await upgrade(program, release, folder);
  } finally {
    if (!values.release) rmSync(release, { recursive: true, force: true });
    removeTestFolder(folder);
  }
}

async function upgrade(program: string, release: string, folder: string): Promise<void> {
  const site = await openClusterSite(
    {
      ...{ nodes: 2, port: Number(values.port), program, valkey: !values["no-valkey"], isCluster: true, say },
      // A failure of a node that stops would be hidden.
      retries: 0,
    },
    articleCount,
  );
  const { db, cluster, slugs } = site;
  await setSetting(db, "comments.newcomer", 0);
  const { url, nodes, secrets, database } = cluster;
  const [first, second] = nodes;
  if (!first || !second) throw new Error("There are no two nodes.");
  let phase = "build 1";
  const browser = await openBrowser(say);
  const members = await signInMembersWith(db, secrets.auth, 60 * Number(values.tabs));
  const [editor, administrator] = [
    ...(await signInMembersWith(db, secrets.auth, 1, "editor")),
    ...(await signInMembersWith(db, secrets.auth, 1, "admin")),
  ];
  if (!editor || !administrator) throw new Error("There is no editor.");
  const tabs = new UpgradeTabs({
    ...{ url, build: path.join(program, ".next"), db, browser, slugs, members, editor },
    phase: () => phase,
  });
  const visitor = { headers: nextNetwork() };
  const pages = await findPages(url, visitor, ["/", ...slugs.map((slug) => `/articles/${slug}`)], maxPages);
  const adminPages = await findPages(url, administrator, ["/admin", "/account"], maxPages);
  say(`${pages.length} public and ${adminPages.length} private pages.`);
  const crawl = startPageCrawl(
    url,
    [
      ...Array.from({ length: crawlers - 1 }, (_, n) => ({
        client: { headers: nextNetwork() },
        pages: pages.slice(n * 37).concat(pages.slice(0, n * 37)),
      })),
      { client: administrator, pages: adminPages },
    ],
    { pauseMs: crawlPauseMs, phase: () => phase },
  );
  const enter = (next: string) => {
    phase = next;
    say(`  ${next}: ${figure(crawl.counts.requests)} requests so far`);
  };
  const openAll = async (name: string) => {
    const groups = [];
    for (let n = 0; n < Number(values.tabs); n += 1) groups.push(await tabs.openGroup(name));
    return groups.flat();
  };
  let writing: Awaited<ReturnType<typeof tabs.openEditor>> | undefined;
  const actAll = (groups: Awaited<ReturnType<typeof openAll>>) =>
    tabs.act([...groups, ...(writing ? [writing.tab] : [])]);
  /** Stops a node and starts it with another release; people act while it stops, and while it is away. */
  const restart = async (
    node: SiteNode,
    program: string,
    name: string,
    waiting: Awaited<ReturnType<typeof openAll>>[],
  ) => {
    enter(`${name} stops`);
    const [whileStopping = [], whileAway = []] = waiting;
    const stopped = node.process.stop();
    await Promise.all([actAll(whileStopping), stopped]);
    if ((await stopped) !== 0) throw new Error(`${name} stopped with ${await stopped}.`);
    enter(`${name} is away`);
    node.program = program;
    await Promise.all([actAll(whileAway), node.start()]);
  };
  try {
    writing = await tabs.openEditor();
    const waiting = [];
    for (let n = 0; n < 6; n += 1) waiting.push(await openAll(`opened on build 1 (${n})`));
    await actAll([...(await openAll("opened and sent on build 1"))]);
    enter("the migration");
    await migrateWith(release, database.url, folder);
    await sleep(stateMs);
    await restart(first, release, "node 1", waiting.slice(0, 2));
    enter("both builds");
    await actAll([...(waiting[2] ?? []), ...(await openAll("opened on both builds"))]);
    await sleep(stateMs);
    const fromBoth = await openAll("opened on both builds, sent on build 2");
    await restart(second, release, "node 2", waiting.slice(3, 5));
    enter("build 2");
    await actAll([...(waiting[5] ?? []), ...fromBoth, ...(await openAll("opened and sent on build 2"))]);
    await sleep(stateMs);
    const fromSecond = [await openAll("opened on build 2 (0)"), await openAll("opened on build 2 (1)")];
    const last = await openAll("opened on build 2 (2)");
    await restart(second, program, "node 2 on its way back", fromSecond);
    enter("node 2 on build 1 again");
    await actAll([...last, ...(await openAll("opened on both builds, after the return"))]);
    await sleep(stateMs);
  } catch (error) {
    // What was found until then is reported.
    tabs.findings.withoutEffect.push(`the upgrade ended (${phase}): ${sayError(error)}`);
  }
  await writing?.close();
  await tabs.close();
  await browser.close();
  await crawl.stop();
  const [posted] = await db.execute<{ second: number; first: number }>(sql`
    select count(*) filter (where ${sql.identifier(secondReleaseColumn.column)})::int as second,
      count(*) filter (where ${sql.identifier(secondReleaseColumn.column)} is null)::int as first
    from ${sql.identifier(secondReleaseColumn.table)}`);
  const { counts } = crawl;
  const { findings } = tabs;
  const rows: [string, string, readonly string[]][] = [
    ["failed requests", `of ${figure(counts.requests)} (${figure(counts.pages)} pages)`, counts.failed],
    ["missing scripts, styles and data", "", counts.missingFiles],
    ["errors in browsers", "", findings.errors],
    ["actions without effect", `of ${figure(findings.done + findings.withoutEffect.length)}`, findings.withoutEffect],
    ["lost texts", "", findings.lostTexts],
  ];
  const cache = cluster.valkey ? "with Valkey" : "without Valkey";
  say(
    table(
      `Two nodes ${cache}, upgraded and one returned, load ${figure(loadavg()[0], 1)}`,
      ["", "count", ""],
      rows.map(([name, of, lines]) => [name, figure(lines.length), of]),
    ),
  );
  say(`${posted?.first} comments by the first release, ${posted?.second} by the second.`);
  for (const [name, , lines] of rows) for (const line of lines.slice(0, 30)) say(`  ${name}: ${line}`);
  await site.close();
  process.exitCode = rows.some(([, , lines]) => lines.length > 0) ? 1 : 0;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
