import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { articles, indexNowProgress, members, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { createDraft, emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { publishDraft } from "#features/newsroom/drafts/publish.ts";
import { saveDraft } from "#features/newsroom/drafts/save.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { ensureSource } from "#features/taxonomy/mutations.ts";
import { submitChangedAddresses } from "./mutations.ts";
import { listChangedPaths } from "./queries.ts";
import { indexNowKey, maxAddressesPerRequest, submissionPause } from "./rules.ts";

const { db, clear, withoutTriggers } = testDatabase();

/** What a search engine receives, and how it answers. */
const received: { host: string; key: string; keyLocation: string; urlList: string[] }[] = [];
let answer: { status: number; headers?: Record<string, string> } = { status: 200 };
let engine: Server;
let endpoint = "";
const run = (now: Date) => submitChangedAddresses(db, now, { endpoint, mayBePrivate: () => true });

beforeAll(async () => {
  process.env.AUTH_SECRET ??= "a secret of the tests, long enough";
  engine = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    received.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    res.writeHead(answer.status, answer.headers).end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => engine.once("listening", resolve));
  endpoint = `http://127.0.0.1:${(engine.address() as AddressInfo).port}/indexnow`;
});
afterAll(() => void engine.close());
beforeEach(async () => {
  await clear();
  received.length = 0;
  answer = { status: 200 };
});

const start = new Date("2026-03-02T10:00:00Z");
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const article = (slug: string, more: Partial<Parameters<typeof upsertArticle>[1]> = {}) =>
  upsertArticle(db, {
    slug,
    status: "published",
    title: slug,
    lead: "",
    bodyHtml: "",
    publishedAt: start,
    updatedAt: start,
    ...more,
  });
/** Turns the setting on, at `start` on the clock of these tests. */
async function switchOn(at = start) {
  await setSetting(db, "site.indexNow", 1, null);
  await db.update(settings).set({ updatedAt: at });
}

test("submits nothing while the setting is off, and nothing older than its switching on", async () => {
  await article("ancien");
  expect(await run(later(10))).toBe(0);
  expect(await db.select().from(indexNowProgress)).toEqual([]);
  await switchOn();
  expect(await run(later(10))).toBe(0);
  expect(await run(later(20))).toBe(0);
  expect(received).toEqual([]);
});

test("submits published, edited and withdrawn articles once, with the key and where it can be read", async () => {
  await switchOn();
  await run(later(2));
  await article("programme", { publishedAt: later(5) });
  const { id: edited } = await article("modifie");
  const { id: withdrawn } = await article("retire", { status: "withdrawn" });
  for (const [kind, subjectId] of [
    ["updated", edited],
    ["withdrawn", withdrawn],
    ["updated", edited],
  ] as const)
    await recordActivity(db, { kind, actorId: null, subjectId });
  const now = new Date();
  await db.update(indexNowProgress).set({ lastChangeAt: start });
  const soon = new Date(now.getTime() + 5 * 60_000);
  expect(await run(soon)).toBe(3);
  expect(received).toHaveLength(1);
  expect(received[0]?.urlList.sort()).toEqual(
    ["modifie", "programme", "retire"].map((slug) => `http://vigie.test/articles/${slug}`),
  );
  expect(received[0]).toMatchObject({
    host: "vigie.test",
    key: indexNowKey(),
    keyLocation: `http://vigie.test/${indexNowKey()}.txt`,
  });
  expect(await run(new Date(soon.getTime() + 60_000))).toBe(0);
  expect(received).toHaveLength(1);
});

test("submits corrections, updates and silent edits of what was published before the setting was turned on", async () => {
  const editor = { id: 1, role: "editor" as const };
  await db.insert(members).values({ name: "Ada", handle: "ada", role: "editor" });
  const publish = async (title: string) => {
    const content = { ...(await emptyContent(db, editor.id)), title, bodyHtml: "<p>Un texte.</p>" };
    const { id } = await createDraft(db, editor, content);
    const published = await publishDraft(db, editor, id, 1);
    if (!published.ok) throw new Error(JSON.stringify(published));
    return { id, content, version: published.value.version };
  };
  const kinds = ["correction", "update", "typo"] as const;
  const drafts = [];
  for (const kind of kinds) drafts.push({ ...(await publish(kind)), kind });
  await publish("intact");
  const [clock] = await db.execute<{ at: string }>(sql`select clock_timestamp()::text as at`);
  await switchOn(new Date(clock?.at ?? ""));
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  expect(await run(new Date())).toBe(0);
  expect(await run(soon(5))).toBe(0);

  await db.update(indexNowProgress).set({ lastChangeAt: start });
  for (const { id, content, version, kind } of drafts) {
    const bodyHtml = "<p>Un autre texte.</p>";
    const saved = await saveDraft(db, editor, id, { ...content, bodyHtml }, { version, kind: "save" });
    if (!saved.ok) throw new Error(JSON.stringify(saved));
    const updated = await publishDraft(db, editor, id, saved.value.version, { kind, note: "Des chiffres." });
    if (!updated.ok) throw new Error(JSON.stringify(updated));
  }
  expect(await run(soon(10))).toBe(3);
  expect(received[0]?.urlList.sort()).toEqual([...kinds].sort().map((slug) => `http://vigie.test/articles/${slug}`));
  expect(await run(soon(11))).toBe(0);
});

test("submits nothing that was changed while the setting was turned off for a time", async () => {
  await switchOn();
  await run(later(2));
  await setSetting(db, "site.indexNow", 0, null);
  await article("pendant", { publishedAt: later(20) });
  expect(await run(later(30))).toBe(0);
  await switchOn(later(60));
  await article("ensuite", { publishedAt: later(61) });
  expect(await run(later(70))).toBe(1);
  expect(received.map(({ urlList }) => urlList)).toEqual([["http://vigie.test/articles/ensuite"]]);
});

test("never submits what search engines may not index", async () => {
  const zdnet = await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://www.zdnet.fr/" });
  await article("copie", { source: { id: zdnet, title: "", url: "https://www.zdnet.fr/x", syndicated: true } });
  const { id: draft } = await article("brouillon", { status: "draft", publishedAt: null });
  await recordActivity(db, { kind: "unpublished", actorId: null, subjectId: draft });
  expect(await listChangedPaths(db, new Date(0), new Date(Date.now() + 60_000))).toEqual([]);
});

test("waits after a refusal as long as the engine asks, then submits the same changes again", async () => {
  await switchOn();
  await run(later(2));
  await article("nouveau", { publishedAt: later(3) });
  answer = { status: 429, headers: { "retry-after": "1800" } };
  expect(await run(later(10))).toBe(0);
  expect(await run(later(39))).toBe(0);
  expect(received).toHaveLength(1);
  answer = { status: 202 };
  expect(await run(later(41))).toBe(1);
  expect(received.map(({ urlList }) => urlList)).toEqual(Array(2).fill(["http://vigie.test/articles/nouveau"]));
  const [progress] = await db.select().from(indexNowProgress);
  expect(progress).toMatchObject({ failures: 0, retryAt: null });
});

test("submits many addresses in requests of the protocol's size", async () => {
  await switchOn();
  await run(later(2));
  await withoutTriggers(
    (tx) => tx`
      insert into articles (slug, status, title, published_at)
      select 'a-' || n, 'published', 'x', ${later(3).toISOString()}::timestamptz from generate_series(0, ${maxAddressesPerRequest}::int) n`,
  );
  expect(await run(later(10))).toBe(maxAddressesPerRequest + 1);
  expect(received.map(({ urlList }) => urlList.length)).toEqual([maxAddressesPerRequest, 1]);
  expect(await db.select().from(articles).where(eq(articles.slug, "a-0"))).toHaveLength(1);
});

test("pauses longer after each refusal, within limits, whatever the header says", () => {
  const pause = (failures: number, header?: string) => submissionPause(failures, header, start) / 60_000;
  expect([1, 2, 3, 50].map((failures) => pause(failures))).toEqual([1, 2, 4, 360]);
  expect(pause(1, "120")).toBe(2);
  expect(pause(1, later(30).toUTCString())).toBe(30);
  expect(pause(1, "999999999")).toBe(24 * 60);
  for (const odd of ["", "-5", "soon", "1e9", "9".repeat(50)]) expect(pause(2, odd)).toBe(2);
});
