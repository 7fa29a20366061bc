import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { eq, sql as raw } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { connect, jobLimits } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articleRevisions, articleSchedules, articles, members, notifications, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { listArticleCorrections } from "#features/corrections/queries.ts";
import { countUnread, listNotifications } from "#features/notifications/queries.ts";
import type { Result } from "#lib/result.ts";
import { toSlug } from "#lib/slug.ts";
import { readDraftState } from "../drafts/draft-state.ts";
import { acquireEditLock } from "../drafts/edit-lock.ts";
import { createDraft, discardChanges, emptyContent } from "../drafts/mutations.ts";
import { publishDraft, unpublishArticle } from "../drafts/publish.ts";
import { findDraft } from "../drafts/queries.ts";
import { saveDraft } from "../drafts/save.ts";
import { describeSchedule } from "./describe-schedule.ts";
import { scheduleDraft, unscheduleDraft } from "./mutations.ts";
import { postponedArticlesOf } from "./postponed-articles.ts";
import {
  findNextDue,
  LockContention,
  publishDueArticles,
  publishPreparedBatch,
  retryPostponedArticles,
} from "./publish-due.ts";
import { findSchedule } from "./queries.ts";

const { db, url, clear, queries } = testDatabase();
const contributor = { id: 1, role: "contributor" as const };
const editor = { id: 2, role: "editor" as const };
const nextYear = new Date().getUTCFullYear() + 1;
const later = `${nextYear}-06-01T08:00`;

beforeEach(async () => {
  await clear();
  await db
    .insert(members)
    .values([contributor, editor].map(({ id, role }) => ({ name: `N${id}`, handle: `n${id}`, role })));
});

async function aDraft(given: Partial<DraftContent> = {}, writer: typeof contributor | typeof editor = editor) {
  const content = { ...(await emptyContent(db, writer.id)), title: "L’été", bodyHtml: "<p>Un texte.</p>", ...given };
  return { ...(await createDraft(db, writer, content)), content };
}

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

/** Makes its time lie this many seconds in the past. */
async function comeDue(id: number, seconds = 2) {
  await db
    .update(articleSchedules)
    .set({ publishAt: raw`now() - make_interval(secs => ${seconds})` })
    .where(eq(articleSchedules.articleId, id));
  return (await findSchedule(db, id))?.publishAt;
}

const statusOf = async (id: number) => (await findDraft(db, id))?.status;

test("publishes a scheduled draft once, at its time, with that date", async () => {
  const { id } = await aDraft({}, contributor);
  expect(await scheduleDraft(db, contributor, id, 1, { local: later })).toMatchObject({ code: "member.forbidden" });
  const { version, at } = valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  expect(at.toISOString()).toBe(`${nextYear}-06-01T06:00:00.000Z`);
  expect(await findDraft(db, id)).toMatchObject({ status: "scheduled", version: 2 });
  // From then on only editors may change it.
  const { content } = await aDraft();
  expect(await saveDraft(db, contributor, id, content, { version, kind: "save" })).toMatchObject({ ok: false });
  expect(await publishDueArticles(db)).toEqual({ published: 0, refused: 0 });
  expect(await findNextDue(db)).toMatchObject({ at, count: 1 });

  const due = await comeDue(id);
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
  expect(await publishDueArticles(db)).toEqual({ published: 0, refused: 0 });
  const draft = await findDraft(db, id);
  expect(draft).toMatchObject({ status: "published", slug: "l-ete", differs: false, version, publishedAt: due });
  expect(await findSchedule(db, id)).toBeUndefined();
  const live = await db.select().from(articleRevisions).where(eq(articleRevisions.kind, "live"));
  expect(live).toMatchObject([{ articleId: id, memberId: 2 }]);
});

test("publishes what became due while no process ran, with the current date", async () => {
  const { id } = await aDraft();
  valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  await comeDue(id, 7_200);
  const before = Date.now();
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
  expect((await findDraft(db, id))?.publishedAt?.getTime()).toBeGreaterThanOrEqual(before - 1_000);
});

test("says that a publication is late a minute after its time, not before", async () => {
  const { id } = await aDraft();
  valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  const describeAfter = async (seconds: number) => {
    await comeDue(id, seconds);
    const plan = await findSchedule(db, id);
    return plan && describeSchedule(plan, "Europe/Paris");
  };
  expect(await describeAfter(5)).toMatchObject({ isLate: false, said: expect.stringMatching(/^Publication prévue/) });
  expect(await describeAfter(90)).toMatchObject({ isLate: true, said: expect.stringContaining("Elle a du retard") });
});

test("turns a draft that cannot be published back, records why, and publishes the others", async () => {
  const [first, second, third] = [
    await aDraft({ slug: "meme" }),
    await aDraft({ slug: "meme" }),
    await aDraft({ title: "Autre" }),
  ];
  for (const { id } of [first, second, third]) valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  for (const { id } of [first, second, third]) await comeDue(id);
  expect(await publishDueArticles(db)).toEqual({ published: 2, refused: 1 });
  expect(await statusOf(third.id)).toBe("published");
  const lost = (await statusOf(first.id)) === "draft" ? first : second;
  const draft = await findDraft(db, lost.id);
  expect(draft).toMatchObject({ status: "draft", content: { slug: "meme", bodyHtml: "<p>Un texte.</p>" } });
  const plan = await findSchedule(db, lost.id);
  expect(plan?.refusal).toMatchObject({ code: "form.invalid", fields: { slug: "newsroom.slugTaken" } });
  expect(plan && describeSchedule(plan, "Europe/Paris").refusal).toContain(
    "Cette adresse est ou a été celle d’un autre article",
  );
  const { result: told, statements } = await queries(() => listNotifications(db, editor.id));
  expect(statements).toHaveLength(1);
  expect(told).toMatchObject([
    { kind: "schedule", readAt: null, article: { id: lost.id, title: "L’été" }, refusal: plan?.refusal },
  ]);
  expect(await countUnread(db, editor.id)).toBe(1);
  expect(await countUnread(db, contributor.id)).toBe(0);
  // It is not retried automatically.
  expect(await publishDueArticles(db)).toEqual({ published: 0, refused: 0 });
  valueIn(
    await saveDraft(
      db,
      editor,
      lost.id,
      { ...lost.content, slug: "libre" },
      { version: draft?.version ?? 0, kind: "save" },
    ),
  );
  valueIn(await scheduleDraft(db, editor, lost.id, (draft?.version ?? 0) + 1, { local: later }));
  expect((await findSchedule(db, lost.id))?.refusal).toBeNull();
});

test("notifies all publishers if the member who scheduled may no longer publish", async () => {
  const { id } = await aDraft({ slug: "un" });
  const { id: other } = await aDraft({ slug: "un" });
  valueIn(await publishDraft(db, editor, other, 1));
  await db.insert(members).values({ name: "N3", handle: "n3", role: "admin" });
  await db.update(articles).set({ status: "scheduled" }).where(eq(articles.id, id));
  await db.insert(articleSchedules).values({ articleId: id, publishAt: new Date(), scheduledBy: contributor.id });
  await comeDue(id);
  expect(await publishDueArticles(db)).toEqual({ published: 0, refused: 1 });
  expect(
    await db.select({ to: notifications.memberId, articleId: notifications.articleId }).from(notifications),
  ).toEqual([editor.id, 3].map((to) => ({ to, articleId: id })));
  // Corrected, the notification stays without a reason; deleted, it disappears.
  await db.delete(articleSchedules);
  expect(await listNotifications(db, editor.id)).toMatchObject([{ kind: "schedule", refusal: null }]);
  await db.delete(articles).where(eq(articles.id, id));
  expect(await listNotifications(db, editor.id)).toEqual([]);
});

test("refuses at scheduling what would prevent publication, and an invalid time", async () => {
  const { id } = await aDraft({ title: "", slug: "feed" });
  expect(
    await scheduleDraft(db, editor, id, 1, { local: "2027-03-28T02:10", now: new Date("2027-01-01") }),
  ).toMatchObject({
    fields: {
      title: "newsroom.titleMissing",
      slug: "newsroom.slugReserved",
      publishAt: "newsroom.scheduleSkipped",
    },
  });
  expect(await statusOf(id)).toBe("draft");
});

test("schedules an update with its note, and drops it with the text", async () => {
  const { id, content } = await aDraft();
  const { version } = valueIn(await publishDraft(db, editor, id, 1));
  expect(await scheduleDraft(db, editor, id, version, { local: later })).toMatchObject({
    code: "newsroom.nothingToSchedule",
  });
  const save = { version, kind: "save" } as const;
  valueIn(await saveDraft(db, editor, id, { ...content, title: "Deux" }, save));
  expect(await scheduleDraft(db, editor, id, version + 1, { local: later })).toMatchObject({
    fields: { change: "correction.kindMissingPlanned" },
  });
  const change = { kind: "correction", note: "" } as const;
  expect(await scheduleDraft(db, editor, id, version + 1, { local: later, change })).toMatchObject({
    fields: { changeNote: "correction.empty" },
  });
  valueIn(
    await scheduleDraft(db, editor, id, version + 1, { local: later, change: { ...change, note: "C’était faux." } }),
  );
  expect(await statusOf(id)).toBe("published");
  await comeDue(id);
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
  expect(await findDraft(db, id)).toMatchObject({ status: "published", content: { title: "Deux" }, differs: false });
  expect(await listArticleCorrections(db, id)).toMatchObject([{ note: "C’était faux." }]);

  valueIn(await saveDraft(db, editor, id, { ...content, title: "Trois" }, { version: version + 2, kind: "save" }));
  valueIn(await scheduleDraft(db, editor, id, version + 3, { local: later, change: { kind: "typo", note: "" } }));
  valueIn(await discardChanges(db, editor, id, version + 4));
  expect(await findSchedule(db, id)).toBeUndefined();
});

test("publishes the text saved by then; an open page continues, and an outdated page is notified", async () => {
  const { id, content } = await aDraft();
  const { version } = valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  await comeDue(id);
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
  const draft = await findDraft(db, id);
  const standing = {
    version,
    status: "published",
    differs: false,
    plan: null,
    slug: toSlug(content.title),
    discussion: { policy: "open", slowModeMinutes: 0 },
  };
  expect(draft && (await readDraftState(db, draft))).toEqual(standing);
  // The page was rendered again since it scheduled: the server does not know its new key.
  const more = { ...content, bodyHtml: "<p>Un texte. Et plus.</p>" };
  valueIn(await saveDraft(db, editor, id, more, { version, kind: "auto", page: { key: "another-page" } }));
  expect(await findDraft(db, id)).toMatchObject({
    status: "published",
    differs: true,
    content: { bodyHtml: more.bodyHtml },
  });
  const [readers] = await db.select({ bodyHtml: articles.bodyHtml }).from(articles).where(eq(articles.id, id));
  expect(readers?.bodyHtml).toBe("<p>Un texte.</p>");
  expect(await saveDraft(db, editor, id, content, { version: 1, kind: "save" })).toMatchObject({
    code: "newsroom.changed",
  });
});

test("changes and deletes a schedule, and ends it on publication or return to draft", async () => {
  const { id } = await aDraft();
  valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  valueIn(await scheduleDraft(db, editor, id, 2, { local: `${nextYear}-07-01T08:00` }));
  expect((await findSchedule(db, id))?.publishAt.getUTCMonth()).toBe(6);
  valueIn(await unscheduleDraft(db, editor, id, 3));
  expect(await statusOf(id)).toBe("draft");
  expect(await unscheduleDraft(db, editor, id, 4)).toMatchObject({ code: "newsroom.notScheduled" });
  valueIn(await scheduleDraft(db, editor, id, 4, { local: later }));
  valueIn(await publishDraft(db, editor, id, 5));
  expect(await findSchedule(db, id)).toBeUndefined();
  valueIn(await unpublishArticle(db, editor, id, 6));
  valueIn(await scheduleDraft(db, editor, id, 7, { local: later }));
  valueIn(await unpublishArticle(db, editor, id, 8));
  expect(await findSchedule(db, id)).toBeUndefined();
});

test("skips an article that an editor holds, and publishes it afterwards", async () => {
  const { id } = await aDraft();
  valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  await comeDue(id);
  await db.transaction(async (tx) => {
    await tx.execute(raw`select 1 from articles where id = ${id} for no key update`);
    expect(await publishDueArticles(db)).toEqual({ published: 0, refused: 0 });
  });
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
});

test("publishes the next articles while another process publishes the first ones", async () => {
  const ids: number[] = [];
  for (let n = 0; n < 60; n += 1) ids.push((await aDraft({ title: `Article ${n}` })).id);
  await db.update(articles).set({ status: "scheduled" });
  const publishAt = new Date();
  await db.insert(articleSchedules).values(ids.map((articleId) => ({ articleId, publishAt, scheduledBy: 2 })));
  await db.transaction(async (tx) => {
    // As another process locks its batch of 25.
    await tx.execute(raw`select 1 from articles order by id limit 50 for no key update`);
    expect(await publishDueArticles(db)).toEqual({ published: 10, refused: 0 });
  });
  expect(await publishDueArticles(db)).toEqual({ published: 50, refused: 0 });
});

test("publishes a batch together at its time, and nothing if it is stopped before", async () => {
  const ids: number[] = [];
  for (let n = 0; n < 30; n += 1) ids.push((await aDraft({ title: `Article ${n}` })).id);
  await db.update(articles).set({ status: "scheduled" });
  const stop = new AbortController();
  const far = new Date(Date.now() + 3_600_000);
  await db.insert(articleSchedules).values(ids.map((articleId) => ({ articleId, publishAt: far, scheduledBy: 2 })));
  expect(await findNextDue(db)).toMatchObject({ at: far, count: 30 });
  const stopped = publishPreparedBatch(db, far, stop.signal);
  stop.abort();
  await expect(stopped).rejects.toThrow();
  expect(await statusOf(ids[0] ?? 0)).toBe("scheduled");
  let soon = far;
  let together = { published: 0, refused: 0 };
  // On a slow machine nothing may be ready in time.
  for (const aheadMs of [3_000, 10_000, 30_000]) {
    soon = new Date(Date.now() + aheadMs);
    await db.update(articleSchedules).set({ publishAt: soon });
    together = await publishPreparedBatch(db, soon, new AbortController().signal);
    if (together.published > 0) break;
  }
  expect(together.published).toBeGreaterThan(0);
  expect(Date.now()).toBeGreaterThanOrEqual(soon.getTime());
  // On a slow machine the rest follows immediately.
  expect(together.published + (await publishDueArticles(db)).published).toBe(30);
  const rows = await db.select({ status: articles.status, at: articles.publishedAt }).from(articles);
  for (const row of rows) expect(row).toEqual({ status: "published", at: soon });
});

test("prepares a batch in a second process once the first one has died", async () => {
  const ids: number[] = [];
  for (let n = 0; n < 3; n += 1) ids.push((await aDraft({ title: `Article ${n}` })).id);
  await db.update(articles).set({ status: "scheduled" });
  const far = new Date(Date.now() + 3_600_000);
  await db.insert(articleSchedules).values(ids.map((articleId) => ({ articleId, publishAt: far, scheduledBy: 2 })));
  const locked = async () => {
    const free = await db.execute(raw`select from articles for update skip locked`);
    return ids.length - free.length;
  };
  for (let process = 0; process < 2; process += 1) {
    const end = new AbortController();
    const gone = expect(publishPreparedBatch(db, far, end.signal)).rejects.toThrow();
    await expect.poll(locked, { timeout: 60_000 }).toBe(3);
    expect(await publishPreparedBatch(db, far, new AbortController().signal)).toEqual({ published: 0, refused: 0 });
    end.abort();
    await gone;
  }
  expect(await locked()).toBe(0);
});

/** Adds an item of another site's feed, of which the article was made. */
async function addFeedItem(articleId: number) {
  await db.execute(raw`insert into sources (slug, name, url) values ('s', 'S', 'https://s.test/')`);
  await db.execute(raw`insert into feeds (source_id, url, url_key) select id, url, 's.test' from sources`);
  await db.execute(raw`insert into feed_items (feed_id, guid_key, url, url_key, title, published_at, content_hash, state, article_id)
    select id, 'g', '', '', 'T', now(), 'h', 'drafted', ${articleId} from feeds`);
}

test("a second process does not disturb one that prepares articles made of other sites' items", async () => {
  const { id } = await aDraft();
  await addFeedItem(id);
  await db.update(articles).set({ status: "scheduled" });
  const far = new Date(Date.now() + 3_600_000);
  await db.insert(articleSchedules).values({ articleId: id, publishAt: far, scheduledBy: 2 });
  const end = new AbortController();
  const first = publishPreparedBatch(db, far, end.signal);
  const isAborted = expect(first).rejects.toThrow("aborted");
  isAborted.catch(() => {});
  const free = () => db.execute(raw`select from articles for update skip locked`);
  await expect.poll(async () => (await free()).length, { timeout: 60_000 }).toBe(0);
  expect(await publishPreparedBatch(db, far, AbortSignal.timeout(30_000))).toEqual({ published: 0, refused: 0 });
  end.abort();
  await isAborted;
});

test("yields a batch to anyone who stops one of its texts, and skips updates and open articles", async () => {
  const made: number[] = [];
  for (let n = 0; n < 4; n += 1) made.push((await aDraft({ title: `Article ${n}` })).id);
  const [stopped = 0, opened = 0, other = 0, update = 0] = made;
  const soon = new Date(Date.now() + 60_000);
  await db.update(articles).set({ status: "scheduled" });
  await db.update(articles).set({ status: "published", publishedAt: new Date() }).where(eq(articles.id, update));
  await db.insert(articleSchedules).values(made.map((articleId) => ({ articleId, publishAt: soon, scheduledBy: 2 })));
  await acquireEditLock(db, opened, { memberId: 1, key: "page" });
  const batch = publishPreparedBatch(db, soon, new AbortController().signal);
  const gaveWay = expect(batch).rejects.toThrow(LockContention);
  // Awaited below; if an earlier assertion fails, its failure is not another one.
  gaveWay.catch(() => {});
  // It holds its locks, and checks whether somebody waits for them.
  const waits = () =>
    db.execute(raw`select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction'
      and query ~ 'pg_blocking_pids'`);
  await expect.poll(async () => (await waits()).length, { timeout: 60_000 }).toBe(1);
  const free = await db.execute<{ id: number }>(raw`select id::int from articles order by id for update skip locked`);
  expect(free.map(({ id }) => id)).toEqual([opened, update]);
  valueIn(await unscheduleDraft(db, editor, stopped, 1));
  await gaveWay;
  expect(await statusOf(stopped)).toBe("draft");
  expect(await statusOf(other)).toBe("scheduled");
});

test("leaves an article for the next run while an editor decides about the item that it was made of", async () => {
  const { id } = await aDraft();
  valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  await comeDue(id);
  await addFeedItem(id);
  await db.transaction(async (tx) => {
    await tx.execute(raw`select from feed_items for update`);
    expect(await publishDueArticles(db)).toEqual({ published: 0, refused: 0 });
    // As a decision does.
    await tx.execute(raw`select from articles where id = ${id} for update nowait`);
  });
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
  expect(await db.execute(raw`select state from feed_items`)).toEqual([{ state: "published" }]);
});

test("publishes a late batch one by one as due", async () => {
  const { id } = await aDraft();
  valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
  const due = await comeDue(id);
  expect(await publishPreparedBatch(db, due ?? new Date(), new AbortController().signal)).toEqual({
    published: 0,
    refused: 0,
  });
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
});

test("tries an article again that another transaction kept from being published", async () => {
  const held = await aDraft({ title: "Retenu", tags: ["Une étiquette"] });
  const free = await aDraft({ title: "Libre" });
  for (const { id } of [held, free]) {
    valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
    await comeDue(id);
  }
  const impatient = connect(url, { max: 2, limits: { ...jobLimits, lockMs: 200 } });
  try {
    await db.transaction(async (tx) => {
      await tx.insert(tags).values({ slug: "une-etiquette", name: "Une étiquette" });
      expect(await publishDueArticles(impatient.db)).toEqual({ published: 1, refused: 0 });
    });
  } finally {
    await impatient.close();
  }
  expect(await findSchedule(db, held.id)).toMatchObject({ refusal: null });
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
});

/** Makes PostgreSQL do this when the article with the title "Lent" is published. */
async function onPublicationOfSlow(statement: string) {
  await db.execute(
    raw.raw(`
    create or replace function slow_publication() returns trigger language plpgsql as $$
    begin ${statement} return null; end $$`),
  );
  await db.execute(raw`
    create or replace trigger slow_publication after update on articles for each row
      when (new.status = 'published' and new.title = 'Lent') execute function slow_publication()`);
  return () => db.execute(raw`drop trigger slow_publication on articles`);
}

test("refuses an article that is interrupted for hours, and publishes the others meanwhile", async () => {
  const worker = connect(url, { max: 2 });
  let time = 0;
  const postponed = postponedArticlesOf(worker.db, () => time);
  const slow = await aDraft({ title: "Lent" });
  const other = await aDraft({ title: "Autre" });
  for (const { id } of [slow, other]) {
    valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
    await comeDue(id);
  }
  const end = await onPublicationOfSlow("raise 'canceling statement' using errcode = '57014';");
  try {
    expect(await publishDueArticles(worker.db)).toEqual({ published: 1, refused: 0 });
    expect(await findNextDue(worker.db)).toBeUndefined();
    expect(await publishDueArticles(worker.db)).toEqual({ published: 0, refused: 0 });
    let report = { published: 0, refused: 0 };
    for (; time < 2 * 3_600_000; time += 300_000) {
      report = await retryPostponedArticles(worker.db);
      expect(report).toEqual({ published: 0, refused: 0 });
      expect(await findSchedule(db, slow.id)).toMatchObject({ refusal: null });
    }
    const next = await aDraft({ title: "Suivant" });
    valueIn(await scheduleDraft(db, editor, next.id, 1, { local: later }));
    await comeDue(next.id);
    expect(await publishDueArticles(worker.db)).toEqual({ published: 1, refused: 0 });
    expect(await retryPostponedArticles(worker.db)).toEqual({ published: 0, refused: 1 });
  } finally {
    await end();
    await worker.close();
  }
  expect(postponed.ids).toEqual([]);
  expect(await statusOf(slow.id)).toBe("draft");
  const plan = await findSchedule(db, slow.id);
  expect(plan?.refusal).toMatchObject({ code: "newsroom.scheduleInterrupted" });
  expect(plan && describeSchedule(plan, "Europe/Paris").refusal).toContain("La base de données a interrompu");
  expect(await listNotifications(db, editor.id)).toMatchObject([{ kind: "schedule", article: { id: slow.id } }]);
});

test("refuses the article whose publication cannot be completed, and publishes the others", async () => {
  const [good, bad, next] = [
    await aDraft({ title: "Un" }),
    await aDraft({ title: "Deux" }),
    await aDraft({ title: "Trois" }),
  ];
  for (const { id } of [good, bad, next]) {
    valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
    await comeDue(id);
  }
  await db.execute(
    raw.raw(`
    create function refuse_activity() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
    create trigger refuse_activity before insert on activity_log for each row
      when (new.subject_id = ${bad.id} and new.kind = 'published') execute function refuse_activity()`),
  );
  try {
    expect(await publishDueArticles(db)).toEqual({ published: 2, refused: 1 });
  } finally {
    await db.execute(raw`drop function refuse_activity cascade`);
  }
  expect([await statusOf(good.id), await statusOf(bad.id), await statusOf(next.id)]).toEqual([
    "published",
    "draft",
    "published",
  ]);
});

test.each([
  ["ends its session", "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60);"],
  ["takes too long", "perform pg_sleep(60);"],
])(
  "publishes the others although the publication of one article %s",
  async (_name, statement) => {
    const worker = connect(url, { max: 2 });
    let time = 0;
    postponedArticlesOf(worker.db, () => time);
    const slow = await aDraft({ title: "Lent" });
    const others = [await aDraft({ title: "Un" }), await aDraft({ title: "Deux" })];
    for (const { id } of [slow, ...others]) {
      valueIn(await scheduleDraft(db, editor, id, 1, { local: later }));
      await comeDue(id);
    }
    const end = await onPublicationOfSlow(statement);
    try {
      const publish = () => publishDueArticles(worker.db).catch(() => ({ published: 0, refused: 0 }));
      const published = (await publish()).published + (await publish()).published;
      expect(published).toBe(2);
      for (const { id } of others) expect(await statusOf(id)).toBe("published");
      expect(await statusOf(slow.id)).toBe("scheduled");
      // It is repaired an hour later.
      await end();
      time += 3_600_000;
      expect(await publishDueArticles(worker.db)).toEqual({ published: 0, refused: 0 });
      expect(await retryPostponedArticles(worker.db)).toEqual({ published: 1, refused: 0 });
      expect(await statusOf(slow.id)).toBe("published");
    } finally {
      await worker.close();
    }
  },
  90_000,
);

test.each(["SIGKILL", "SIGSTOP"] as const)(
  "publishes each article once although a worker gets %s in the middle",
  async (signal) => {
    const ids: number[] = [];
    for (let n = 0; n < 40; n += 1) ids.push((await aDraft({ title: n === 10 ? "Lent" : `Article ${n}` })).id);
    // So that the worker is seen in the middle of a batch, however fast it is.
    const end = await onPublicationOfSlow("perform pg_sleep(2);");
    await db.update(articles).set({ status: "scheduled" });
    await db
      .insert(articleSchedules)
      .values(ids.map((articleId) => ({ articleId, publishAt: new Date(), scheduledBy: 2 })));
    const program = fileURLToPath(new URL("../../../server/testing/scheduler-process.ts", import.meta.url));
    const start = () =>
      spawn(process.execPath, ["--conditions=react-server", program], {
        env: { ...process.env, DATABASE_URL: url },
        stdio: ["ignore", "ignore", "inherit"],
      });
    const left = async () => (await db.select().from(articleSchedules)).length;
    const isPublishing = async () => {
      const rows = await db.execute(raw`
        select from pg_locks where relation = 'article_revisions'::regclass and mode = 'RowExclusiveLock'
          and database = (select oid from pg_database where datname = current_database())`);
      return rows.length > 0;
    };
    const first = start();
    while (!(await isPublishing())) await sleep(2);
    first.kill(signal);
    if (signal === "SIGKILL") await once(first, "close");
    const second = start();
    while ((await left()) > 0) await sleep(20);
    await end();
    // What it began is rolled back, and it finds nothing that is due.
    first.kill("SIGCONT");
    await sleep(500);
    for (const one of [first, second]) {
      one.kill("SIGKILL");
      if (one.exitCode === null && one.signalCode === null) await once(one, "close");
    }
    const rows = await db
      .select({
        status: articles.status,
        version: raw<number>`(select version from article_drafts d where d.article_id = articles.id)`,
        live: raw<number>`(select count(*)::int from article_revisions r where r.article_id = articles.id and kind = 'live')`,
      })
      .from(articles);
    expect(rows).toHaveLength(ids.length);
    for (const row of rows) expect(row).toEqual({ status: "published", version: 1, live: 1 });
  },
  180_000,
);
