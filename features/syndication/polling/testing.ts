import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { feeds } from "#db/schema.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { sketchText } from "#features/syndication/likeness/sketch.ts";
import { addFeed, type FeedPolicy } from "#features/syndication/mutations.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { claimFeed, type FeedClaim } from "./claims.ts";
import type { ConvertedFeed } from "./convert-feed.ts";
import { type StoredFeed, storeFeed } from "./store-feed.ts";

let feedCount = 0;

/** Subscribes to a feed and returns its number. */
export async function aFeed(
  db: Database,
  { url, source, policy = {} }: { url?: string; source?: string; policy?: FeedPolicy } = {},
): Promise<number> {
  feedCount += 1;
  const name = source ?? `Source ${feedCount}`;
  const added = await db.transaction((tx) =>
    addFeed(tx, {
      url: url ?? `https://feed${feedCount}.test/rss`,
      title: name,
      source: { name, url: `https://${name.toLowerCase().replaceAll(" ", "-")}.test/` },
      policy,
      memberId: null,
    }),
  );
  if (!added.ok) throw new Error(`The feed was not added: ${added.code}.`);
  return added.value;
}

const hashOf = (text: string) => createHash("sha256").update(text).digest();

/** A hundred and fifty words that another seed does not share. */
const proseOf = (seed: string) =>
  Array.from({ length: 150 }, (_, at) =>
    hashOf(`${seed} ${at}`).toString("hex").replace(/[0-9]/g, "").slice(0, 8),
  ).join(" ");

/** An item as the conversion returns it. Equal texts have equal sketches; a null text is too short for one. */
export function anItem(name: string, changes: Partial<ItemContent> & { text?: string | null } = {}): ItemContent {
  const { text: given, ...rest } = changes;
  const text = given === undefined ? `The text of ${name}.` : given;
  const url = rest.url ?? `https://articles.test/${name}`;
  const title = rest.title ?? `Title of ${name}`;
  const sketched = text === null ? null : sketchText(title, proseOf(text));
  return {
    guidKey: `guid of ${name}`,
    url,
    urlKey: toAddressKey(url),
    title,
    author: "",
    language: "fr",
    terms: [],
    excerpt: text ?? "",
    bodyHtml: `<p>${text ?? ""}</p>`,
    pictures: [],
    publishedAt: new Date(Date.now() - 3_600_000),
    declaredDate: "",
    contentHash: hashOf(`${title}\n${text}`).toString("base64url"),
    raw: `<item>${name}</item>`,
    sketch: sketched?.sketch ?? null,
    bands: sketched?.bands ?? null,
    ...rest,
  };
}

export function aConvertedFeed(items: ItemContent[], changes: Partial<ConvertedFeed> = {}): ConvertedFeed {
  return {
    format: "rss",
    version: "2.0",
    title: "A feed",
    description: "",
    siteUrl: "https://articles.test/",
    language: "fr",
    selfUrl: "",
    hubUrls: [],
    ttlMinutes: null,
    rights: "",
    omittedItems: 0,
    isPartial: false,
    repairs: [],
    ...changes,
    items,
  };
}

/** Claims a feed; throws if it cannot be claimed. */
export async function claim(db: Database, feedId: number): Promise<FeedClaim> {
  const claimed = await claimFeed(db, feedId);
  if (!claimed) throw new Error("The feed could not be claimed.");
  return claimed;
}

/** Stores items as if the feed had been fetched with them. */
export async function store(
  db: Database,
  feedId: number,
  items: ItemContent[],
  { held, movedTo = null, ...changes }: Partial<ConvertedFeed> & { held?: FeedClaim; movedTo?: string | null } = {},
): Promise<StoredFeed | undefined> {
  const validators = { etag: null, lastModified: null, bodyHash: null };
  const rest = { body: new Uint8Array(), url: "", contentType: "", link: "", maxAgeSeconds: 0, bytes: 1 };
  return storeFeed(db, held ?? (await claim(db, feedId)), {
    feed: aConvertedFeed(items, changes),
    response: { kind: "body", movedTo, validators, ...rest },
    hubUrl: null,
    selfUrl: null,
  });
}

/** Sets columns of a feed. */
export async function setFeed(db: Database, feedId: number, values: Partial<typeof feeds.$inferInsert>): Promise<void> {
  await db.update(feeds).set(values).where(eq(feeds.id, feedId));
}
