import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { backupRuns, healthIncidents, healthResults, webNodes, workerHeartbeats } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { env } from "#lib/env.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { mailFileNames } from "#lib/mail/mail-testing.ts";
import { hasValkeyServer, startTestValkey } from "#lib/valkey/valkey-testing.ts";
import { mailIncidents } from "../incidents/mail.ts";
import { tryValkey } from "../measurement/measure-valkey.ts";
import { saveSample } from "../samples/mutations.ts";
import { emptySample } from "../samples/rules.ts";
import { examineSite, measureFacts } from "./examine.ts";
import { listProblems, readExamination } from "./queries.ts";

const { db, clear, queries } = testDatabase();
const minute = 60_000;
const hour = 60 * minute;

beforeEach(async () => {
  await clear();
  const folder = mkdtempSync(join(tmpdir(), "vigie-health-"));
  Object.assign(env(), { DATA_DIR: folder, SMTP_URL: undefined, SITE_URL: "http://localhost:3000" });
  await db.insert(workerHeartbeats).values({ id: "a:1" });
  await db.insert(backupRuns).values({ kind: "local", startedAt: new Date(), finishedAt: new Date() });
});

const findings = async () => (await readExamination(db, Date.now())).checks;
const moveIncidents = (by: string) =>
  db.execute(sql`update health_incidents set started_at = started_at + ${by}::interval,
    ended_at = ended_at + ${by}::interval,
    figures = case when figures ? 'badAt' then
      jsonb_set(figures, '{badAt}', to_jsonb((figures ->> 'badAt')::float8 + extract(epoch from ${by}::interval) * 1000)) else figures end`);

test("a site in its first minute has no problem, and says what is not known yet", async () => {
  expect((await readExamination(db, Date.now())).checkedAt).toBeNull();
  await examineSite(db);
  const examination = await readExamination(db, Date.now());
  expect(listProblems(examination)).toEqual([]);
  expect(examination.checks.pages.finding).toMatchObject({ state: "unknown", code: "pagesNone" });
  expect(examination.checks.database.finding).toMatchObject({ state: "ok", code: "databaseOk" });
  expect(examination.checks.clock.finding.code).toBe("clockOk");
  expect(examination.checkedAt).toBeInstanceOf(Date);
});

test("finds a frozen feed, a job given up, an old backup, a schedule that does not run and a silent worker", async () => {
  await db.execute(sql`
    with s as (insert into sources (name, slug, url) values ('A', 'a', 'https://a.example/') returning id),
    f as (insert into feeds (source_id, url, url_key) select id, 'https://a.example/feed', 'a' from s returning id)
    insert into feed_states (feed_id, next_at) select id, now() - interval '3 hours' from f`);
  await openQueue(await openJobs(), { name: "appeal-mail" });
  await db.execute(sql`
    insert into pgboss.job (name, data, state, retry_count, output)
    values ('appeal-mail', '{}', 'failed', 20, '{"message":"451"}')`);
  await db.update(backupRuns).set({
    startedAt: new Date(Date.now() - 30 * hour),
    finishedAt: new Date(Date.now() - 30 * hour),
  });
  await examineSite(db);
  const found = await findings();
  expect(found.feeds.finding).toMatchObject({ state: "bad", code: "feedsFrozen", figures: { count: 1 } });
  expect(found.jobs.finding).toMatchObject({ state: "look", code: "jobsGivenUp", figures: { count: 1 } });
  expect(found.backups.finding).toMatchObject({ state: "look", code: "backupLocalOld" });

  await db.execute(sql`insert into schedule_runs (name, next_at) values ('publication', now() - interval '1 hour')`);
  await examineSite(db);
  expect((await findings()).jobs.finding).toMatchObject({ state: "bad", code: "jobsOverdue" });
  await db.execute(sql`update worker_heartbeats set beat_at = now() - interval '11 minutes'`);
  await examineSite(db);
  expect((await findings()).jobs.finding).toMatchObject({ state: "bad", code: "jobsSilent" });
});

test("a silent node is bad until another one starts on its host, and different builds are reported after an hour", async () => {
  const finding = async () => {
    await examineSite(db);
    return (await findings()).nodes.finding;
  };
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
  const node = (id: string, host: string, startedAt: Date, beatAt: Date, build = "one") =>
    db.insert(webNodes).values({ id, host, build, startedAt, beatAt });
  await node("old", "gone", ago(200_000), ago(100_000));
  expect(await finding()).toMatchObject({ state: "ok", code: "nodesSingle" });
  Object.assign(env(), { VIGIE_CLUSTER: true });
  try {
    expect(await finding()).toMatchObject({ state: "bad", code: "nodesNone" });
    await node("a", "alpha", ago(9_000), ago(0));
    await node("b", "beta", ago(9_000), ago(300));
    expect(await finding()).toMatchObject({ state: "bad", code: "nodesSilent", figures: { count: 1, hosts: "beta" } });
    await node("c", "beta", ago(200), ago(0), "two");
    expect(await finding()).toMatchObject({ state: "ok", code: "nodesOk", figures: { count: 2 } });
    await db.update(webNodes).set({ startedAt: ago(4_000) });
    await db.delete(webNodes).where(eq(webNodes.id, "b"));
    expect(await finding()).toMatchObject({ state: "look", code: "nodesMixed", figures: { count: 2 } });
  } finally {
    Object.assign(env(), { VIGIE_CLUSTER: false });
  }
});

test("a dead node that only runs jobs is bad, and one that serves readers does not replace it", async () => {
  Object.assign(env(), { VIGIE_CLUSTER: true });
  try {
    const old = new Date(Date.now() - 300_000);
    const node = { host: "alpha", build: "one" };
    await db.insert(webNodes).values([
      { ...node, id: "jobs", servesReaders: false, startedAt: old, beatAt: old },
      { ...node, id: "web" },
    ]);
    await examineSite(db);
    expect((await findings()).nodes.finding).toMatchObject({ code: "nodesSilent", figures: { hosts: "alpha" } });
    await db.insert(webNodes).values({ ...node, id: "jobs again", servesReaders: false });
    await examineSite(db);
    expect((await findings()).nodes.finding).toMatchObject({ code: "nodesOk", figures: { count: 1, jobNodes: 1 } });
  } finally {
    Object.assign(env(), { VIGIE_CLUSTER: false });
  }
});

test("Valkey is bad while a running node is without it, for any reason, and ok for a site that uses none", async () => {
  const finding = async () => {
    await examineSite(db);
    return (await findings()).valkey.finding;
  };
  expect(await finding()).toMatchObject({ state: "ok", code: "valkeyNone" });
  Object.assign(env(), { VIGIE_CLUSTER: true, VALKEY_URL: "valkey://127.0.0.1:1" });
  try {
    const node = { host: "alpha", build: "one" };
    await db.insert(webNodes).values([
      { ...node, id: "a" },
      { ...node, id: "b", host: "beta" },
      { ...node, id: "dead", valkeyFailure: "full", beatAt: new Date(Date.now() - 120_000) },
    ]);
    expect(await finding()).toMatchObject({ state: "ok", code: "valkeyOk" });
    await db.update(webNodes).set({ valkeyFailure: "silent" }).where(eq(webNodes.id, "b"));
    expect(await finding()).toMatchObject({ state: "bad", code: "valkeySilent", figures: { count: 1, hosts: "beta" } });
    await db.update(webNodes).set({ valkeyFailure: "of a later version" });
    expect(await finding()).toMatchObject({ state: "bad", code: "valkeyUnusable", figures: { count: 0 } });
  } finally {
    Object.assign(env(), { VIGIE_CLUSTER: false, VALKEY_URL: undefined });
  }
});

test.skipIf(!hasValkeyServer)(
  "a site without nodes tries Valkey itself (skipped without /usr/bin/valkey-server)",
  async () => {
    const server = await startTestValkey("--requirepass", "right", "--maxmemory-policy", "noeviction");
    const use = (password: string) => {
      const url = server.url.replace("//", `//:${password}@`);
      process.env.VALKEY_URL = url;
      Object.assign(env(), { VALKEY_URL: url });
    };
    process.env.AUTH_SECRET ||= "a secret of the tests, which is long enough";
    try {
      use("right");
      expect(await tryValkey()).toEqual({ isUsed: true, total: 1, lost: [] });
      server.command("config", "set", "maxmemory", "1");
      expect(await tryValkey()).toMatchObject({ lost: [{ host: "", failure: "full" }] });
      use("wrong");
      expect(await tryValkey()).toMatchObject({ lost: [{ failure: "refused" }] });
      await server.kill();
      expect(await tryValkey()).toMatchObject({ lost: [{ failure: "silent" }] });
      await examineSite(db);
      expect((await findings()).valkey.finding).toMatchObject({ state: "bad", code: "valkeySilent" });
    } finally {
      delete process.env.VALKEY_URL;
      Object.assign(env(), { VALKEY_URL: undefined });
    }
  },
);

test("the first backup of a new site is not missed, however old its demo content is", async () => {
  await db.delete(backupRuns);
  await aMember(db, "demo", { createdAt: new Date(Date.now() - 1_000 * hour) });
  const chef = await aMember(db, "chef", { role: "admin" });
  await examineSite(db);
  expect((await findings()).backups.finding).toMatchObject({ state: "unknown", code: "backupFirst" });
  await db.execute(sql`update members set created_at = now() - interval '27 hours' where id = ${chef}`);
  await examineSite(db);
  expect((await findings()).backups.finding).toMatchObject({ state: "bad", code: "backupNever" });
});

test("reads today's pages, statements, errors and mails from the samples, every five minutes only", async () => {
  const sample = {
    ...emptySample(),
    requests: {
      article: {
        statuses: { "2xx": 95, "5xx": 5 },
        durations: { counts: [0, 0, 0, 0, 0, 0, 0, 0, 100], seconds: 4 },
        bytes: 0,
      },
    },
    errors: [{ level: "error" as const, message: "A form's action failed.", code: "", count: 3 }],
    mails: { ...emptySample().mails, sent: 7, refused: 1 },
  };
  await saveSample(db, { at: new Date(Date.now() - hour), instance: "a", sample });
  await examineSite(db);
  const found = await findings();
  expect(found.pages.facts).toMatchObject({ requests: 100, errors: 5 });
  expect(found.pages.finding).toMatchObject({ state: "bad", code: "pagesFailing" });
  expect(found.errors.facts?.total).toBe(3);
  expect(found.mail.facts).toMatchObject({ sent: 7, refused: 1 });
  const { statements } = await queries(() => examineSite(db));
  expect(statements.filter((text) => text.includes("health_samples"))).toEqual([]);
  expect((await findings()).mail.facts).toMatchObject({ sent: 7, refused: 1 });
});

test("measures the folders once an hour, and the space on the disk each minute", async () => {
  const media = join(env().DATA_DIR, "media", "ab");
  mkdirSync(media, { recursive: true });
  writeFileSync(join(media, "a.avif"), Buffer.alloc(1_000));
  await examineSite(db);
  writeFileSync(join(media, "b.avif"), Buffer.alloc(500));
  await examineSite(db);
  expect((await findings()).disk.facts?.sizes).toMatchObject({ pictures: 1_000 });
  await db.execute(sql`update health_sizes set measured_at = now() - interval '61 minutes'`);
  await examineSite(db);
  expect((await findings()).disk.facts?.sizes).toMatchObject({ pictures: 1_500 });
});

test("a comment of an import waits since its arrival, not since its old date; what waits longest is the age", async () => {
  const articleId = await anArticle(db, "ancien");
  await aComment(db, articleId, { status: "pending", createdAt: new Date("2017-03-19") });
  await db.execute(sql`update articles set created_at = now() - interval '3 hours'`);
  await examineSite(db);
  const { facts, finding } = (await findings()).moderation;
  expect(finding).toMatchObject({ state: "ok", code: "moderationWaits" });
  expect(facts?.waiting).toBe(1);
  expect(Math.round((facts?.waitingSeconds ?? 0) / 60)).toBe(180);
});

test("what cannot be measured is unknown, and the rest is examined all the same", async () => {
  Object.assign(env(), { DATA_DIR: "/nowhere/at/all" });
  await examineSite(db);
  const found = await findings();
  expect(found.disk).toMatchObject({ facts: null, finding: { state: "unknown", code: "notExamined" } });
  expect(found.database.finding.state).toBe("ok");
  expect(await db.$count(healthIncidents, sql`name = 'disk'`)).toBe(0);
});

test("the doctor measures everything afresh, and stores nothing", async () => {
  await examineSite(db);
  const before = await db.select().from(healthResults);
  const { facts } = await measureFacts(db, { fresh: true, isReadOnly: true });
  expect(facts.disk?.sizes.totalBytes).toBeGreaterThan(0);
  expect(Object.values(facts).filter((one) => one === null)).toEqual([]);
  expect(await db.select().from(healthResults)).toEqual(before);
});

test("mails what stayed bad for ten minutes once, and once that it is well again", async () => {
  await aMember(db, "chef", { role: "admin", email: "chef@exemple.test", confirmedAt: new Date() });
  const makeOld = (age: string) =>
    db.execute(
      sql`update backup_runs set started_at = now() - ${age}::interval, finished_at = now() - ${age}::interval`,
    );
  await makeOld("5 days");
  await examineSite(db);
  expect(await mailIncidents(db)).toBe(0);
  await moveIncidents("-11 minutes");
  await examineSite(db);
  expect(await mailIncidents(db)).toBe(1);
  expect(await mailIncidents(db)).toBe(0);
  await makeOld("1 hour");
  await examineSite(db);
  expect(await mailIncidents(db)).toBe(0);
  await moveIncidents("-16 minutes");
  expect(await mailIncidents(db)).toBe(1);
  expect(await mailIncidents(db)).toBe(0);
  expect(mailFileNames()).toHaveLength(2);
  expect(await db.$count(healthIncidents, sql`name = 'backups'`)).toBe(1);
});

test("a check that comes and goes makes one incident and one mail, not ten", async () => {
  await aMember(db, "chef", { role: "admin", email: "chef@exemple.test", confirmedAt: new Date() });
  const makeOld = (age: string) =>
    db.execute(
      sql`update backup_runs set started_at = now() - ${age}::interval, finished_at = now() - ${age}::interval`,
    );
  for (let round = 0; round < 10; round += 1) {
    await makeOld(round % 2 === 0 ? "5 days" : "1 hour");
    await examineSite(db);
    await moveIncidents("-11 minutes");
    await mailIncidents(db);
  }
  expect(await db.$count(healthIncidents, sql`name = 'backups'`)).toBe(1);
  expect(mailFileNames().length).toBeLessThanOrEqual(1);
});

test("mails at most six times a day, and not at all if the setting is off", async () => {
  await aMember(db, "chef", { role: "admin", email: "chef@exemple.test", confirmedAt: new Date() });
  const open = (n: number) =>
    db.insert(healthIncidents).values({
      name: `old-${n}`,
      state: "bad",
      code: "diskFull",
      figures: { freeBytes: 1, badAt: Date.now() - hour },
      startedAt: new Date(Date.now() - hour),
    });
  for (let n = 0; n < 9; n += 1) {
    await open(n);
    await mailIncidents(db);
  }
  expect(mailFileNames()).toHaveLength(6);
  expect(await db.$count(healthIncidents, sql`is_silent`)).toBe(3);
  await db.delete(healthIncidents);
  await setSetting(db, "health.mails", 0);
  await open(10);
  expect(await mailIncidents(db)).toBe(0);
});
