import { afterEach, beforeEach, expect, test } from "vitest";
import { correctionCacheTags } from "#db/cache-tags/corrections.ts";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { members, moderationDecisions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { hubPingJob } from "#features/articles/jobs.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { describeDiscussionFeed } from "#features/comments/feed/feed.ts";
import { reactToComment } from "#features/comments/posting/react.ts";
import { aComment, someComments } from "#features/comments/testing.ts";
import { describeCorrectionsFeed } from "#features/corrections/feed.ts";
import { addCorrection } from "#features/corrections/mutations.ts";
import { describeArchiveFeed } from "#features/newsletter/archive/feed.ts";
import { presets } from "#features/settings/schema.ts";
import { upsertTag } from "#features/taxonomy/mutations.ts";
import { renameTerm, termVersion } from "#features/taxonomy-admin/mutations.ts";
import { findTerm } from "#features/taxonomy-admin/queries.ts";
import { describeLogFeed } from "#features/transparency/log/feed.ts";
import { env } from "#lib/env.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { type ChangeFollower, followChanges } from "#server/page-cache/follow-changes.ts";
import { type HubNotifier, listChangedFeeds, startHubNotifier } from "./hub-notifier.ts";

const { db, sql, clear, url } = testDatabase();
const hub = "https://hub.example/";
let article = 0;
let notifier: HubNotifier;
let changes: ChangeFollower;
/** Called when this tag arrives. */
const waiting = new Map<string, () => void>();

beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), hubPingJob);
  await sql`delete from pgboss.job where name = ${hubPingJob.name}`;
  article = await publish("un");
  env().WEBSUB_HUB.push(hub);
  notifier = startHubNotifier(db);
  changes = await followChanges(url, {
    record() {},
    note(tags) {
      notifier.note(tags);
      for (const tag of tags) waiting.get(tag)?.();
    },
  });
});
afterEach(async () => {
  env().WEBSUB_HUB.length = 0;
  await changes.close();
});

const publish = async (slug: string) =>
  (await upsertArticle(db, { slug, status: "published", title: slug, lead: "", bodyHtml: "", publishedAt: new Date() }))
    .id;

/** The pages whose feeds are announced when the process ends, without the site's. */
async function listPings(): Promise<string[]> {
  // Invalidations arrive in order: after this one, all before it have.
  const arrived = new Promise<void>((resolve) => waiting.set("test:last", resolve));
  await invalidateTags(db, ["test:last"]);
  await arrived;
  await notifier.close();
  const rows = await sql`select data ->> 'path' as path from pgboss.job where name = ${hubPingJob.name} order by 1`;
  return rows.map(({ path }) => path).filter((path) => path !== "/");
}

test("announces a discussion once for a flood of comments", async () => {
  for (let n = 0; n < 30; n += 1) await aComment(db, article, { authorName: `Ada ${n}` });
  await someComments(db, await publish("deux"), [{ key: "a" }]);
  expect(await listPings()).toEqual(["/articles/deux/comments", "/articles/un/comments"]);
});

test("lets the notifications of articles pass those of discussions", async () => {
  await aComment(db, article);
  await listPings();
  await publish("deux");
  const due = await sql`
    select data ->> 'path' as path from pgboss.job where name = ${hubPingJob.name} order by priority desc, created_on`;
  expect(due.map(({ path }) => path).at(-1)).toBe("/articles/un/comments");
});

test("announces nothing for a reaction, or for an article that is not published", async () => {
  const [member] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "reader" }).returning();
  const id = await aComment(db, await publish("deux"));
  const withdrawn = await publish("trois");
  await aComment(db, withdrawn);
  await setArticleStatus(db, [withdrawn], "withdrawn");
  expect(await listPings()).toEqual(["/articles/deux/comments"]);
  await sql`delete from pgboss.job where name = ${hubPingJob.name}`;
  notifier = startHubNotifier(db);
  expect((await reactToComment(db, member?.id ?? 0, id)).ok).toBe(true);
  expect(await listPings()).toEqual([]);
});

test("announces corrections, decisions and sent issues", async () => {
  await addCorrection(db, article, null, { kind: "correction", note: "Le chiffre était faux." });
  const comment = await aComment(db, await publish("deux"));
  await db
    .insert(moderationDecisions)
    .values({ subject: "comment", subjectId: comment, articleId: article, action: "remove", rule: "spam" });
  await invalidateTags(db, [newsletterCacheTags.archive], "update");
  expect(await listPings()).toEqual(["/articles/deux/comments", "/corrections", "/moderation-log", "/newsletter"]);
});

test("announces the feeds of a renamed tag, under its former and its present address", async () => {
  const [editor] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "editor" }).returning();
  const id = await upsertTag(db, { slug: "rgpd", name: "RGPD" });
  const term = await findTerm(db, "tag", id);
  if (!term) throw new Error("It is gone.");
  const renamed = { kind: "tag", id, version: termVersion(term), name: "CNIL", slug: "cnil", description: "" } as const;
  expect((await renameTerm(db, editor?.id ?? 0, renamed)).ok).toBe(true);
  expect(await listPings()).toEqual(["/tags/cnil", "/tags/rgpd"]);
});

test("announces at most forty pages in one step, and collects no more than a thousand", async () => {
  for (const slug of Array.from({ length: 50 }, (_, n) => `n-${n}`)) await publish(slug);
  for (let id = 1; id <= 5_000; id += 1) notifier.note([`comments:article:${id}`, `articles:id:${id}`]);
  notifier.note([correctionCacheTags.all]);
  const pings = await listPings();
  expect(pings[pings.length - 1]).toBe("/corrections");
  expect(pings.length).toBeLessThanOrEqual(40);
});

test("ignores malformed tags", () => {
  for (const tag of ["comments:article:", "comments:article:x", `comments:article:${"9".repeat(40)}`, "articles:id:1"])
    expect(listChangedFeeds([tag, "articles:id:x"])).toEqual([]);
});

test("every public feed names the hub", () => {
  const discussion = { article: { id: 1, slug: "un", title: "Un" }, comments: [] };
  for (const feed of [
    describeDiscussionFeed(discussion, presets),
    describeCorrectionsFeed([], presets),
    describeLogFeed([], presets),
    describeArchiveFeed([], presets),
  ])
    expect(feed.hubs).toEqual([hub]);
});
