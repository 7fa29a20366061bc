import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { invalidateTags, type Urgency } from "#db/invalidation.ts";
import { migrate } from "#db/migrate.ts";
import { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import { TcpProxy } from "../testing/cluster/tcp-proxy.ts";
import { waitUntil } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { type ChangeFollower, followChanges } from "./follow-changes.ts";
import { keyOf, loadPage, page, shared, stage } from "./testing.ts";

const folder = createTestFolder();
let first: PostgresServer;
let second: PostgresServer;
let third: PostgresServer;
let foreign: PostgresServer;
let link: TcpProxy;
let follower: ChangeFollower | undefined;

beforeAll(async () => {
  first = await PostgresServer.startPrimary(path.join(folder, "first"));
  await migrate(first.url);
  second = await first.startStandby(path.join(folder, "second"), { name: "second" });
  await first.set("synchronous_standby_names", "second");
  link = await TcpProxy.open({ port: first.port, isPostgres: true });
});
afterEach(async () => {
  await follower?.close();
});
afterAll(async () => {
  await link?.close();
  for (const server of [foreign, third, second, first]) await server?.stop();
  removeTestFolder(folder);
});

/** Commits changes on a server, as another process. */
async function change(server: PostgresServer, changes: Record<string, Urgency>): Promise<void> {
  const writer = connect(server.url, { max: 1 });
  for (const [tag, urgency] of Object.entries(changes)) await invalidateTags(writer.db, [tag], urgency);
  await writer.close();
}

/** Pages that are invalidated by what the log at the end of the link says. */
async function followWithPages(paths: readonly string[]) {
  const site = stage({ outcome: ({ page: address }) => shared(page(address), ["site", address]) });
  const recorded: [tag: string | undefined, urgency: Urgency][] = [];
  follower = await followChanges(link.addressOf(first.url), {
    record(tags, urgency) {
      recorded.push([tags[0], urgency]);
      site.invalidations.record(tags, urgency);
    },
  });
  globalThis.vigieCommitHooks = undefined;
  recorded.length = 0;
  for (const address of paths) await loadPage(site, address);
  const hear = (tag: string) => waitUntil(`the change of ${tag}`, async () => recorded.some(([one]) => one === tag));
  const listStale = () => paths.filter((address) => site.pages.findStale(keyOf(address)));
  const listFinished = () => paths.filter((address) => site.pages.find(keyOf(address)));
  return { site, recorded, hear, listStale, listFinished };
}

/** Moves the address of the primary to another server. */
function redirectTo(server: PostgresServer): void {
  link.redirect(server.port);
  link.heal();
}

test("reads a change whose transaction id a crashed primary had used before", async () => {
  const { recorded, hear } = await followWithPages([]);
  // What the crash loses: the end of a transaction that was rolled back.
  await first.set("wal_writer_delay", "10s");
  await first.withSql(async (sql) => {
    await sql.unsafe("begin; select pg_current_xact_id(); rollback");
    const next = follower?.position?.next ?? 0n;
    await waitUntil("a read after it", async () => (follower?.position?.next ?? 0n) > next);
  });
  link.cut();
  await first.kill();
  await first.start();
  await change(first, { "/reused": "now", "/later": "soon" });
  link.heal();
  await hear("/later");
  expect(recorded).toEqual([
    ["/reused", "now"],
    ["/later", "soon"],
  ]);
});

test("renders every page anew after a promotion, and meanwhile shows none that an unread removal concerns", async () => {
  const paths = ["/kept", "/read", "/old", "/new", "/added"];
  const { site, recorded, hear, listStale, listFinished } = await followWithPages(paths);
  await change(first, { "/read": "now" });
  await hear("/read");
  link.cut();
  // The former primary's last changes, which its standby has, and the first ones of the new primary.
  await change(first, { "/old": "now", "/added": "soon" });
  await first.kill();
  await second.promote();
  await second.set("synchronous_standby_names", "");
  await change(second, { "/new": "now" });
  recorded.length = 0;
  redirectTo(second);
  await hear("/new");
  expect(recorded).toEqual([
    ["site", "update"],
    ["/old", "now"],
    ["/added", "soon"],
    ["/new", "now"],
  ]);
  // A pooler does not reach it yet.
  site.database.set("down");
  expect(listStale()).toEqual(["/kept", "/added"]);
  site.database.set("up");
  expect(listFinished()).toEqual([]);
  for (const address of paths) await loadPage(site, address);
  expect(listFinished()).toEqual(paths);
});

test("shows commits that a former primary had not sent until the next render, unless a removal concerns the page", async () => {
  third = await second.startStandby(path.join(folder, "third"), { name: "third" });
  redirectTo(second);
  const { site, recorded, hear, listStale, listFinished } = await followWithPages(["/kept", "/removed", "/again"]);
  // From here on the new primary's standby receives nothing.
  await third.set("primary_conninfo", "host=127.0.0.1 port=1");
  await second.withSql(async (sql) => {
    await waitUntil("the end of the stream", async () => (await sql`select from pg_stat_replication`).length === 0);
  });
  // It uses up transaction ids that the third server assigns again.
  await change(second, { "/lost 1": "soon", "/lost 2": "soon", "/removed": "now" });
  await hear("/removed");
  await loadPage(site, "/kept");
  link.cut();
  await second.kill();
  await third.promote();
  await change(third, { "/again": "now" });
  recorded.length = 0;
  redirectTo(third);
  await hear("/again");
  expect(recorded).toEqual([
    ["site", "update"],
    ["/again", "now"],
  ]);
  expect(listStale()).toEqual(["/kept"]);
  expect(listFinished()).toEqual([]);
});

test("shows no page once another database answers at the address", async () => {
  foreign = await PostgresServer.startPrimary(path.join(folder, "foreign"));
  await migrate(foreign.url);
  redirectTo(third);
  const { recorded, hear, listStale } = await followWithPages(["/kept"]);
  link.cut();
  redirectTo(foreign);
  await hear("site");
  expect([recorded, listStale()]).toEqual([[["site", "now"]], []]);
});
