import type { Database } from "#db/client.ts";
import { type feedItems, type feeds, feedItems as items, sources, feeds as subscribed } from "#db/schema.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";

type NewItem = Partial<typeof feedItems.$inferInsert>;
type NewPolicy = Partial<typeof feeds.$inferInsert>;

/** Adds a feed of a source for tests, and returns its id. */
export async function addTestFeed(db: Database, policy: NewPolicy = {}, name = "Le Quotidien"): Promise<number> {
  const slug = name.toLowerCase().replaceAll(" ", "-");
  const url = `https://${slug}.example/`;
  const [source] = await db
    .insert(sources)
    .values({ slug, name, url })
    .onConflictDoUpdate({ target: sources.slug, set: { name } })
    .returning({ id: sources.id });
  const address = policy.url ?? `${url}feed-${Object.keys(policy).length}-${Math.random()}`;
  const values = { sourceId: source?.id ?? 0, urlKey: toAddressKey(address), pictures: false, ...policy, url: address };
  const [feed] = await db.insert(subscribed).values(values).returning({ id: subscribed.id });
  return feed?.id ?? 0;
}

/** Adds an item that waits in the inbox for tests, and returns its id. */
export async function addTestItem(db: Database, feedId: number, item: NewItem = {}): Promise<number> {
  const title = item.title ?? "Un titre";
  const url = item.url ?? `https://le-quotidien.example/${encodeURIComponent(title)}`;
  const [added] = await db
    .insert(items)
    .values({
      feedId,
      guidKey: url || title,
      url,
      urlKey: toAddressKey(url),
      title,
      excerpt: "Le début d’un texte.",
      bodyHtml: "<p>Premier paragraphe.</p>\n<p>Second paragraphe.</p>",
      publishedAt: new Date("2026-03-19T17:13:16Z"),
      contentHash: `hash of ${title}`,
      ...item,
    })
    .returning({ id: items.id });
  return added?.id ?? 0;
}
