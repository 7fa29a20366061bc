import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  articles,
  corrections,
  feedItemDecisions,
  feedItems,
  feedItemVersions,
  type feeds,
  media,
  members,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent } from "#features/articles/queries.ts";
import { acquireEditLock, releaseEditLock } from "#features/newsroom/drafts/edit-lock.ts";
import { deleteDraft } from "#features/newsroom/drafts/mutations.ts";
import { publishDraft } from "#features/newsroom/drafts/publish.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { saveDraft } from "#features/newsroom/drafts/save.ts";
import { findWithdrawalNote } from "#features/newsroom/drafts/withdraw.ts";
import type { Result } from "#lib/result.ts";
import { diskStorage, type Storage } from "#lib/storage/storage.ts";
import { addPicturesToArticle } from "./add-pictures.ts";
import { loadItemDifference } from "./difference.ts";
import { prefetchItemPictures } from "./fetch-pictures.ts";
import { followSourceByPolicy } from "./follow-source.ts";
import { createArticleFromItem } from "./mutations.ts";
import { publishItemByPolicy } from "./publish-item.ts";
import { countPendingPictures } from "./queries.ts";
import { applySourceChange, ignoreSourceChange } from "./source-changes.ts";
import { addTestFeed, addTestItem } from "./testing.ts";

const { db, clear } = testDatabase();
const editor = { id: 1, role: "editor" as const };
let folder = "";
let storage: Storage;
let server: Server;
let base = "";
let requests: string[] = [];
/** Requests that wait for their pictures. */
const slow: ServerResponse[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-items-"));
  storage = diskStorage(join(folder, "media"));
  const png = (background: string) =>
    sharp({ create: { width: 40, height: 30, channels: 3, background } })
      .png()
      .toBuffer();
  const files: Record<string, Buffer> = { "/red.png": await png("red"), "/blue.png": await png("blue") };
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    if (request.url?.startsWith("/slow")) return void slow.push(response);
    const file = files[request.url ?? ""];
    response.writeHead(file ? 200 : 404, { "content-type": "image/png" }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await clear();
  requests = [];
  await db.insert(members).values({ name: "Édith", handle: "edith", role: "editor" });
});

const options = () => ({ mayBePrivate: () => true, storage });
const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};
const readItem = async (id: number) => {
  const [item] = await db.select().from(feedItems).where(eq(feedItems.id, id));
  if (!item) throw new Error("There is no item.");
  return item;
};
const readArticle = async (id: number) => {
  const item = await readItem(id);
  const [row] = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(eq(articles.id, item.articleId ?? 0));
  return row ? getArticleContent(db, row.slug) : null;
};
const threePictures = () => [
  { url: `${base}/red.png`, alt: "Rouge", credit: "Jean Martin / AFP", block: 0, caption: "Le port." },
  { url: `${base}/gone.png`, alt: "", credit: "", block: 1 },
  { url: `${base}/blue.png`, alt: "Bleu", credit: "", block: 1 },
];

describe("the publishing job", () => {
  test("of an item with slow pictures leaves room for the pictures of other jobs", async () => {
    const feed = await addTestFeed(db, { publication: "publish", body: "full", pictures: true });
    const picture = { alt: "", credit: "", block: 0 };
    const pictures = Array.from({ length: 10 }, (_, n) => ({ ...picture, url: `${base}/slow${n}` }));
    const hostile = await addTestItem(db, feed, { title: "Lent", pictures });
    const other = await addTestItem(db, feed, { title: "Rapide", pictures: threePictures() });
    const delayed = publishItemByPolicy(db, hostile, options());
    while (slow.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await publishItemByPolicy(db, other, options());
    expect((await readItem(other)).pictures.filter(({ mediaId }) => mediaId)).toHaveLength(2);
    expect(await readItem(hostile)).toMatchObject({ state: "waiting" });
    // Those that waited are asked for as the others end.
    const answering = setInterval(() => {
      for (const response of slow.splice(0)) response.writeHead(404).end();
    }, 10);
    await delayed;
    clearInterval(answering);
  });

  test("publishes without pictures while the disk is full, and adds them once there is room", async () => {
    const feed = await addTestFeed(db, { publication: "publish", body: "full", pictures: true });
    const id = await addTestItem(db, feed, { pictures: threePictures() });
    const full: Storage = {
      ...storage,
      put: () => Promise.reject(Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" })),
    };
    await publishItemByPolicy(db, id, { ...options(), storage: full });
    const item = await readItem(id);
    expect(item).toMatchObject({ state: "drafted" });
    const task = { item: id, article: item.articleId ?? 0, member: null, publishes: true };
    const queued = await db.execute(sql`select data from pgboss.job where name = 'feed-item-pictures'`);
    expect(queued).toMatchObject([{ data: task }]);
    // The job fails, so that it is tried again; the article does not wait for that.
    await expect(addPicturesToArticle(db, task, { ...options(), storage: full })).rejects.toThrow("ENOSPC");
    await expect(addPicturesToArticle(db, task, { ...options(), storage: full })).rejects.toThrow("ENOSPC");
    expect(await readItem(id)).toMatchObject({ state: "published" });
    expect((await readArticle(id))?.bodyHtml).not.toContain("<img");
    expect(await db.$count(media)).toBe(0);
    await addPicturesToArticle(db, task, options());
    const [red, gone, blue] = (await readItem(id)).pictures.map(({ mediaId }) => mediaId);
    expect(gone).toBeNull();
    expect(await readArticle(id)).toMatchObject({
      picture: { id: red },
      bodyHtml: expect.stringContaining(`src="/media/${blue}"`),
    });
    expect(await db.$count(corrections)).toBe(0);
    expect(await db.$count(feedItemDecisions)).toBe(1);
  });

  test("does not give up a picture because of a database connection that is lost while it is stored", async () => {
    const feed = await addTestFeed(db, { publication: "publish", pictures: true });
    const id = await addTestItem(db, feed, { pictures: threePictures().slice(0, 1) });
    const failing: Storage = {
      ...storage,
      put: async (key, bytes) => {
        await storage.put(key, bytes);
        await db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'`);
      },
    };
    await publishItemByPolicy(db, id, { ...options(), storage: failing }).catch(() => undefined);
    expect((await readItem(id)).pictures).toEqual([expect.not.objectContaining({ mediaId: null })]);
  });

  test("publishes once, with the pictures that could be fetched in their places", async () => {
    const feed = await addTestFeed(db, { publication: "publish", body: "full", pictures: true });
    const id = await addTestItem(db, feed, { pictures: threePictures() });
    await publishItemByPolicy(db, id, options());
    await Promise.all([publishItemByPolicy(db, id, options()), publishItemByPolicy(db, id, options())]);
    expect(requests.sort()).toEqual(["/blue.png", "/gone.png", "/red.png"]);
    const article = await readArticle(id);
    const [red, gone, blue] = (await readItem(id)).pictures.map(({ mediaId }) => mediaId);
    expect(gone).toBeNull();
    expect(article).toMatchObject({ picture: { id: red }, leadCaption: "Le port.", leadCredit: "Jean Martin / AFP" });
    expect(article?.bodyHtml).toBe(
      `<p>Premier paragraphe.</p>\n<figure><img src="/media/${blue}" alt="Bleu" width="40" height="30"></figure>\n<p>Second paragraphe.</p>`,
    );
    expect(await db.select({ credit: media.credit, name: media.originalName }).from(media)).toContainEqual({
      credit: "Le Quotidien",
      name: `${base}/blue.png`,
    });
    expect(await db.select().from(articles)).toHaveLength(1);
    expect(await db.select().from(feedItemDecisions)).toMatchObject([
      { itemId: id, memberId: null, action: "publish", before: { state: "waiting" } },
    ]);
  });

  test("leaves an item that it cannot publish in the inbox, with the reason", async () => {
    const feed = await addTestFeed(db, { publication: "publish", pictures: true });
    const id = await addTestItem(db, feed, { title: "", pictures: threePictures() });
    await publishItemByPolicy(db, id, options());
    expect(await readItem(id)).toMatchObject({ state: "waiting", refusal: "item.titleMissing", articleId: null });
    // Its pictures would be in the library without use.
    expect(requests).toEqual([]);
    expect(await db.select().from(articles)).toEqual([]);
    expect(await db.select().from(feedItemDecisions)).toEqual([]);
  });

  test.each([{ state: "skipped" as const }, { state: "merged" as const }])(
    "leaves an item that is $state",
    async (item) => {
      const id = await addTestItem(db, await addTestFeed(db, { publication: "publish" }), item);
      await publishItemByPolicy(db, id);
      expect(await db.select().from(articles)).toEqual([]);
    },
  );

  test("leaves an item whose feed's policy changed since", async () => {
    const id = await addTestItem(db, await addTestFeed(db, { publication: "draft" }));
    await publishItemByPolicy(db, id);
    expect(await readItem(id)).toMatchObject({ state: "waiting" });
  });
});

describe("the pictures job", () => {
  const create = (item: number, as: "draft" | "published") =>
    db.transaction((tx) => createArticleFromItem(tx, item, { memberId: 1, as }));

  test("adds the pictures to a draft and publishes it if the editor asked for that", async () => {
    const id = await addTestItem(db, await addTestFeed(db, { pictures: true }), { pictures: threePictures() });
    const created = valueIn(await create(id, "published"));
    expect(created).toMatchObject({ slug: "", isPending: true });
    expect(await readItem(id)).toMatchObject({ state: "drafted" });
    const task = { item: id, article: created.articleId, member: 1, publishes: true };
    await addPicturesToArticle(db, task, options());
    await addPicturesToArticle(db, task, options());
    expect(await readArticle(id)).toMatchObject({ picture: { alt: "Rouge" } });
    expect(await readItem(id)).toMatchObject({ state: "published" });
  });

  test("changes nothing under the hands of an editor whose draft began with its pictures", async () => {
    const feed = await addTestFeed(db, { pictures: true, body: "full" });
    const id = await addTestItem(db, feed, { pictures: threePictures() });
    await prefetchItemPictures(db, id, options());
    // The one that failed is the job's to try again.
    expect((await readItem(id)).pictures.map(({ mediaId }) => typeof mediaId)).toEqual([
      "string",
      "undefined",
      "string",
    ]);
    const { articleId } = valueIn(await create(id, "draft"));
    const opened = await findDraft(db, articleId);
    expect(opened?.content).toMatchObject({ leadMediaId: expect.any(String), leadCaption: "Le port." });
    expect(opened?.content.bodyHtml).toContain("<figure>");
    await addPicturesToArticle(db, { item: id, article: articleId, member: 1, publishes: false }, options());
    expect(requests.filter((path) => path === "/red.png")).toHaveLength(1);
    expect((await readItem(id)).pictures[1]?.mediaId).toBeNull();
    expect(await findDraft(db, articleId)).toEqual(opened);
  });

  test("waits until the draft is closed, and what is typed meanwhile is saved", async () => {
    const feed = await addTestFeed(db, { pictures: true, body: "full" });
    const id = await addTestItem(db, feed, { pictures: threePictures() });
    const { articleId } = valueIn(await create(id, "draft"));
    expect(await countPendingPictures(db, articleId)).toBe(3);
    await acquireEditLock(db, articleId, { memberId: 1, key: "page" });
    const opened = await findDraft(db, articleId);
    const task = { item: id, article: articleId, member: 1, publishes: false };
    await addPicturesToArticle(db, task, options());
    expect(await findDraft(db, articleId)).toEqual(opened);
    expect(await countPendingPictures(db, articleId)).toBe(0);
    const waiting = await db.execute(
      sql`select data->>'deferrals' as deferrals from pgboss.job where name = 'feed-item-pictures' and start_after > now() + interval '1 minute'`,
    );
    expect(waiting).toEqual([{ deferrals: "1" }]);
    // Closed without a change: the pictures are added.
    await releaseEditLock(db, articleId, "page");
    await addPicturesToArticle(db, { ...task, deferrals: 1 }, options());
    expect((await findDraft(db, articleId))?.content.bodyHtml).toContain("<figure>");
  });

  test("a save of the editor who opened the draft before its pictures came is not refused", async () => {
    const feed = await addTestFeed(db, { pictures: true, body: "full" });
    const id = await addTestItem(db, feed, { pictures: threePictures() });
    const { articleId } = valueIn(await create(id, "draft"));
    await acquireEditLock(db, articleId, { memberId: 1, key: "page" });
    const opened = await findDraft(db, articleId);
    if (!opened) throw new Error("There is no draft.");
    const task = { item: id, article: articleId, member: 1, publishes: false };
    await addPicturesToArticle(db, task, options());
    const typed = { ...opened.content, lead: "Réécrit." };
    valueIn(await saveDraft(db, editor, articleId, typed, { version: opened.version, kind: "save" }));
    await releaseEditLock(db, articleId, "page");
    await addPicturesToArticle(db, { ...task, deferrals: 1 }, options());
    expect((await findDraft(db, articleId))?.content).toMatchObject({ lead: "Réécrit.", leadMediaId: null });
  });

  test("fetches nothing for a draft that was deleted meanwhile", async () => {
    const id = await addTestItem(db, await addTestFeed(db, { pictures: true }), { pictures: threePictures() });
    const { articleId } = valueIn(await create(id, "published"));
    valueIn(await deleteDraft(db, editor, articleId, 1));
    await addPicturesToArticle(db, { item: id, article: articleId, member: 1, publishes: true }, options());
    expect(requests).toEqual([]);
    expect(await readItem(id)).toMatchObject({ state: "waiting" });
  });

  test("leaves a draft that an editor changed meanwhile", async () => {
    const id = await addTestItem(db, await addTestFeed(db, { pictures: true }), { pictures: threePictures() });
    const { articleId } = valueIn(await create(id, "published"));
    const draft = await findDraft(db, articleId);
    if (!draft) throw new Error("There is no draft.");
    valueIn(
      await saveDraft(db, editor, articleId, { ...draft.content, lead: "Réécrit." }, { version: 1, kind: "save" }),
    );
    await addPicturesToArticle(db, { item: id, article: articleId, member: 1, publishes: true }, options());
    expect(await findDraft(db, articleId)).toMatchObject({
      status: "draft",
      version: 2,
      content: { lead: "Réécrit.", leadMediaId: null },
    });
  });
});

describe("a change at the source", () => {
  async function publishedItem(policy: Partial<typeof feeds.$inferInsert> = {}) {
    const feed = await addTestFeed(db, { publication: "publish", body: "full", ...policy });
    const id = await addTestItem(db, feed);
    await publishItemByPolicy(db, id);
    return id;
  }
  const edit = async (id: number) => {
    const { title, excerpt, bodyHtml, contentHash } = await readItem(id);
    await db.insert(feedItemVersions).values({ itemId: id, title, excerpt, bodyHtml, contentHash, raw: "" });
    await db
      .update(feedItems)
      .set({ bodyHtml: "<p>Premier paragraphe.</p>\n<p>Corrigé.</p>", contentHash: "new", sourceChange: "edited" })
      .where(eq(feedItems.id, id));
  };
  const editHere = async (id: number) => {
    const articleId = (await readItem(id)).articleId ?? 0;
    const draft = await findDraft(db, articleId);
    if (!draft) throw new Error("There is no draft.");
    const saved = valueIn(
      await saveDraft(
        db,
        editor,
        articleId,
        { ...draft.content, title: "Ici" },
        { version: draft.version, kind: "save" },
      ),
    );
    valueIn(await publishDraft(db, editor, articleId, saved.version, { kind: "typo", note: "" }));
  };
  const apply = (id: number, memberId: number | null) => db.transaction((tx) => applySourceChange(tx, id, memberId));

  test("updates an article that nobody edited here, with a note for readers, if the policy applies edits", async () => {
    const id = await publishedItem({ editPolicy: "apply" });
    await edit(id);
    await followSourceByPolicy(db, id);
    await followSourceByPolicy(db, id);
    expect(await readArticle(id)).toMatchObject({ bodyHtml: "<p>Premier paragraphe.</p>\n<p>Corrigé.</p>" });
    expect(await readItem(id)).toMatchObject({ sourceChange: null, publishedHash: "new" });
    expect(await db.select().from(corrections)).toMatchObject([
      { kind: "update", note: "Le Quotidien a modifié son article : cette page a été mise à jour." },
    ]);
    expect(await db.$count(feedItemDecisions)).toBe(2);
  });

  test("waits for an editor if the policy reviews edits", async () => {
    const id = await publishedItem();
    await edit(id);
    await followSourceByPolicy(db, id);
    expect(await readItem(id)).toMatchObject({ sourceChange: "edited" });
    expect(await db.select().from(corrections)).toEqual([]);
  });

  test("is shown as a difference", async () => {
    const id = await publishedItem();
    expect(await loadItemDifference(db, id)).toEqual([]);
    await edit(id);
    expect(await loadItemDifference(db, id)).toMatchObject([
      {
        name: "body",
        before: expect.stringContaining("Second paragraphe."),
        after: expect.stringContaining("Corrigé."),
      },
    ]);
  });

  test("never overwrites an article that was edited here", async () => {
    const id = await publishedItem({ editPolicy: "apply" });
    await editHere(id);
    await edit(id);
    await followSourceByPolicy(db, id);
    expect(await readArticle(id)).toMatchObject({ title: "Ici" });
    expect(await readItem(id)).toMatchObject({ sourceChange: "edited" });
    expect(valueIn(await apply(id, 1))).toBe("draft");
    expect(await readArticle(id)).toMatchObject({ title: "Ici", bodyHtml: expect.stringContaining("Second") });
    expect(await findDraft(db, (await readItem(id)).articleId ?? 0)).toMatchObject({
      differs: true,
      content: { title: "Un titre", bodyHtml: expect.stringContaining("Corrigé.") },
    });
    expect(await apply(id, 1)).toMatchObject({ code: "item.unchanged" });
  });

  test("is ignored until the source edits it again", async () => {
    const id = await publishedItem();
    await edit(id);
    expect(valueIn(await db.transaction((tx) => ignoreSourceChange(tx, id)))).toBe("edited");
    expect(await readItem(id)).toMatchObject({ sourceChange: null, publishedHash: "new" });
    expect(await readArticle(id)).toMatchObject({ bodyHtml: expect.stringContaining("Second") });
  });

  test("withdraws the article of a deleted item with a note, if the policy says so", async () => {
    const [kept, gone] = [await publishedItem(), await publishedItem({ deletionPolicy: "withdraw" })];
    await db.update(feedItems).set({ sourceChange: "deleted" });
    await followSourceByPolicy(db, kept);
    await followSourceByPolicy(db, gone);
    expect(await readArticle(kept)).not.toBeNull();
    expect(await readArticle(gone)).toBeNull();
    expect(await findWithdrawalNote(db, (await readItem(gone)).articleId ?? 0)).toContain("Le Quotidien");
  });

  test("gives the place of a deleted item to another source's that was merged into it", async () => {
    const gone = await publishedItem({ deletionPolicy: "withdraw" });
    const { articleId } = await readItem(gone);
    const merged = { state: "merged", duplicateOfId: gone, articleId, title: "Le même texte" } as const;
    const other = await addTestItem(db, await addTestFeed(db, {}, "Le Monde"), merged);
    await db.update(feedItems).set({ sourceChange: "deleted" }).where(eq(feedItems.id, gone));
    await followSourceByPolicy(db, gone);
    expect(await readItem(other)).toMatchObject({ state: "waiting", duplicateOfId: null, articleId: null });
  });
});
