import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { feedItemDecisions, feedItems, feedItemVersions, feeds, sources } from "#db/schema.ts";
import { decideOnItem } from "#features/syndication/inbox/mutations.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { withSiteDatabase } from "./site-database.ts";

type NewItem = Partial<typeof feedItems.$inferInsert>;

export interface TestFeed {
  id: number;
  sourceId: number;
  /** The source's name, and the address of the inbox that shows only its items. */
  name: string;
  inbox: string;
}

/** Creates a source of its own with a paused feed, so that nothing is fetched. */
export async function aFeed(): Promise<TestFeed> {
  const slug = `source-${randomUUID().slice(0, 8)}`;
  const name = `Le Journal ${slug.slice(7)}`;
  return withSiteDatabase(async (db) => {
    const url = `https://${slug}.example/`;
    const [source] = await db.insert(sources).values({ slug, name, url }).returning({ id: sources.id });
    const sourceId = source?.id ?? 0;
    const [feed] = await db
      .insert(feeds)
      .values({ sourceId, url: `${url}feed`, urlKey: `${slug}/feed`, title: name, status: "paused", pictures: false })
      .returning({ id: feeds.id });
    return { id: feed?.id ?? 0, sourceId, name, inbox: `/admin/inbox?source=${sourceId}` };
  });
}

/** Adds waiting items, the newest first; returns their ids. */
export async function addItems(
  { id: feedId, name }: TestFeed,
  titles: string[],
  more: NewItem = {},
): Promise<number[]> {
  return withSiteDatabase(async (db) => {
    const ids: number[] = [];
    for (const [index, title] of titles.entries()) {
      const url = `https://exemple.example/${randomUUID()}`;
      const [row] = await db
        .insert(feedItems)
        .values({
          ...{ feedId, guidKey: url, url, urlKey: toAddressKey(url), title, author: `Camille ${name.slice(-3)}` },
          ...{
            excerpt: `Le début de « ${title} ».`,
            bodyHtml: `<p>Le texte de « ${title} ».</p>`,
            raw: `<item>${title}</item>`,
          },
          ...{ publishedAt: new Date(Date.now() - (index + 1) * 60_000), contentHash: randomUUID() },
          ...more,
        })
        .returning({ id: feedItems.id });
      if (row) ids.push(row.id);
    }
    return ids;
  });
}

/** The states of all items of a feed, by title. */
export async function statesOf({ id }: TestFeed): Promise<Record<string, string>> {
  const rows = await withSiteDatabase((db) =>
    db.select({ title: feedItems.title, state: feedItems.state }).from(feedItems).where(eq(feedItems.feedId, id)),
  );
  return Object.fromEntries(rows.map(({ title, state }) => [title, state]));
}

/** Publishes these items as an editor, then gives each this text as the source does. Returns the articles' ids. */
export async function publishAndEditAtSource(ids: number[], editor: { id: number }, text: string): Promise<number[]> {
  return withSiteDatabase(async (db) => {
    const made: number[] = [];
    for (const itemId of ids) {
      const choice = { action: "publish" } as const;
      const done = await decideOnItem(db, { itemId, memberId: editor.id, batchKey: randomUUID(), choice });
      if (!done.ok) throw new Error(`The item was not published: ${done.code}.`);
      made.push(done.value.articleId ?? 0);
      const [item] = await db.select().from(feedItems).where(eq(feedItems.id, itemId));
      if (!item) throw new Error(`There is no item ${itemId}.`);
      const { contentHash, title, excerpt, bodyHtml, raw } = item;
      await db.insert(feedItemVersions).values({ itemId, contentHash, title, excerpt, bodyHtml, raw });
      await db
        .update(feedItems)
        .set({ excerpt: text, contentHash: randomUUID(), sourceChange: "edited" })
        .where(eq(feedItems.id, itemId));
    }
    return made;
  });
}

/** Reads what the source did to an item and no editor has decided about yet. */
export const readSourceChange = (item: number) =>
  withSiteDatabase(async (db) => {
    const [row] = await db.select({ change: feedItems.sourceChange }).from(feedItems).where(eq(feedItems.id, item));
    return row?.change ?? null;
  });

/** Merges an item into another one as the comparison of texts does. */
export async function mergeAutomatically(itemId: number, first: number): Promise<void> {
  await withSiteDatabase(async (db) => {
    const before = { state: "waiting" as const, articleId: null, duplicateOfId: null, sourceChange: null };
    await db.update(feedItems).set({ state: "merged", duplicateOfId: first }).where(eq(feedItems.id, itemId));
    await db.insert(feedItemDecisions).values({ itemId, action: "merge", batchKey: `poll:${randomUUID()}`, before });
  });
}

/** The number of decisions about an item. */
export const countDecisions = (item: number): Promise<number> =>
  withSiteDatabase((db) => db.$count(feedItemDecisions, eq(feedItemDecisions.itemId, item)));
