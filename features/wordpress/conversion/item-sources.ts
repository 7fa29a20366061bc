import { hash } from "node:crypto";
import type { Executor } from "#db/client.ts";
import type { PlainReason } from "../body/convert-plain.ts";
import type { LostPictures } from "../pictures/picture-importer.ts";
import type { PlannedArticle } from "../plan.ts";
import type { PreparedArticle } from "../prepare.ts";
import type { ScannedPost } from "../scan.ts";
import { findImportedItems, type ImportedItem } from "../store/imported-items.ts";
import type { BlogLookups } from "./blog-lookups.ts";
import type { ConvertedPost } from "./convert-items.ts";
import type { ConversionSettings, Lookup } from "./lookups.ts";

/**
 * Raise it with every change that converts the same item to something else: then the next import of a file converts
 * its items again.
 */
export const conversionVersion = 3;

/** What an item adds to the report of an import that finds it unchanged. */
export interface ItemTally {
  comments: number;
  categories: string[];
  tags: string[];
  authors: string[];
  /** Counts by name of what is left out (OmissionCounter). */
  omissions?: [string, number][];
  isSyndicated?: true;
  isRated?: true;
  /** Only for an article that the report names. */
  title?: string;
  draftReason?: string;
  hasOddRating?: true;
  plain?: PlainReason;
}

/** What an item was made of, as it is recorded: kind `source`, with `localId` the hash of its bytes and the settings. */
interface ItemSource {
  /** Hash of the answers. */
  answers: string;
  used: Lookup[];
  tally: ItemTally;
  lost?: LostPictures;
}

/** A longer list of lookups (thousands of links) is not kept: the item is converted at each import. */
const maxLookupsLength = 16_000;

/** Identifies all that the conversion of each item depends on besides its bytes and its lookups, and `others`. */
export function hashSettings({ now, ...settings }: ConversionSettings, others: string[]): string {
  const plain = (_: string, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value);
  const text = JSON.stringify([conversionVersion, settings, others], plain);
  return hash("sha256", text, "base64url").slice(0, 11);
}

interface SourceContext {
  /** `hashSettings` */
  settingsHash: string;
  lookups: BlogLookups;
}

/**
 * Describes what an item was made of, so that the next import of the same one need not convert it. What was scheduled
 * changes by itself, so it is converted at each import.
 */
export async function describeSource(
  { post, article, omissions, used, plain }: ConvertedPost & { article: PreparedArticle },
  lost: LostPictures,
  { settingsHash, lookups }: SourceContext,
): Promise<ImportedItem> {
  const isLasting = article.draftReason !== "future" && JSON.stringify(used).length <= maxLookupsLength;
  const source: ItemSource = {
    answers: isLasting ? await lookups.hashAnswers(used) : "",
    // An interrupted import has counted its pictures.
    used: isLasting ? used : used.filter(({ name }) => name === "picture"),
    tally: tallyArticle(article, omissions, plain),
    ...((lost.missing || lost.failed) && { lost }),
  };
  const localId = isLasting ? `${post.place.hash}.${settingsHash}` : "";
  return { foreignId: post.id, localId, fingerprint: JSON.stringify(source) };
}

function tallyArticle(
  article: PreparedArticle,
  omissions: [string, number][],
  plain: PlainReason | undefined,
): ItemTally {
  const all = new Map(omissions);
  let comments = 0;
  for (const { skipped, bodyHtml } of article.comments) {
    const omission = skipped || (bodyHtml === "" ? "empty" : "");
    if (omission === "") comments += 1;
    else all.set(`comment:${omission}`, (all.get(`comment:${omission}`) ?? 0) + 1);
  }
  const isNamed = article.status === "draft" || article.oddRating || plain !== undefined;
  return {
    comments,
    categories: article.categories.map(({ nicename }) => nicename),
    tags: article.tags.map(({ nicename }) => nicename),
    authors: article.authors.map(({ login }) => login),
    ...(all.size > 0 && { omissions: [...all] }),
    ...(article.provenance?.isExtract && { isSyndicated: true as const }),
    ...(article.rating && { isRated: true }),
    ...(isNamed && { title: article.title }),
    ...(article.status === "draft" && { draftReason: article.draftReason }),
    ...(article.oddRating && { hasOddRating: true }),
    ...(plain && { plain }),
  };
}

/** Items whose sources are read with one query. */
const chunkSize = 100;

/** An item, with what is known of it if it need not be converted. */
export interface CheckedPost {
  post: ScannedPost;
  known: { tally: ItemTally; used: Lookup[] } | undefined;
}

interface CheckContext extends SourceContext {
  executor: Executor;
  blogUrl: string;
  /** What is planned for an article; undefined for a page. */
  planned: (post: ScannedPost) => PlannedArticle | undefined;
}

/**
 * Finds, in order, the articles that need not be converted. The others are new, or their bytes or settings are not those
 * of the last import, or their lookups have other answers now (a picture that was found since, a linked article that
 * came). Pages are few, and depend on what was done with them here.
 */
export async function* checkSources(items: ScannedPost[], context: CheckContext): AsyncGenerator<CheckedPost> {
  const { executor, blogUrl, planned } = context;
  for (let start = 0; start < items.length; start += chunkSize) {
    const chunk = items.slice(start, start + chunkSize);
    const present = chunk.filter((post) => planned(post)?.row !== undefined);
    const sources = await findSources(executor, blogUrl, present);
    for (const post of chunk) yield { post, known: await findKnown(post, sources.get(post), context) };
  }
}

async function findKnown(
  post: ScannedPost,
  record: ImportedItem | undefined,
  { settingsHash, lookups }: SourceContext,
): Promise<CheckedPost["known"]> {
  if (record?.localId !== `${post.place.hash}.${settingsHash}`) return undefined;
  const { answers, used, tally } = JSON.parse(record.fingerprint) as ItemSource;
  return (await lookups.hashAnswers(used)) === answers ? { tally, used } : undefined;
}

/** Reads the sources of items that an interrupted import has written. */
export async function* readSources(
  executor: Executor,
  blogUrl: string,
  items: ScannedPost[],
): AsyncGenerator<Pick<ItemSource, "tally" | "used" | "lost">> {
  for (let start = 0; start < items.length; start += chunkSize) {
    const sources = await findSources(executor, blogUrl, items.slice(start, start + chunkSize));
    for (const { fingerprint } of sources.values()) yield JSON.parse(fingerprint) as ItemSource;
  }
}

async function findSources(
  executor: Executor,
  blogUrl: string,
  posts: ScannedPost[],
): Promise<Map<ScannedPost, ImportedItem>> {
  const ids = posts.map(({ id }) => id);
  const found = ids.length > 0 ? await findImportedItems(executor, blogUrl, "source", ids) : new Map();
  return new Map(
    posts.flatMap((post) => {
      const item = found.get(post.id);
      return item ? [[post, item] as const] : [];
    }),
  );
}
