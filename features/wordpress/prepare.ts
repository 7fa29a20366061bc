import { createHash } from "node:crypto";
import { captionLine, extractLeadFigure } from "#features/articles/body/figures.ts";
import { maxSeoDescriptionLength } from "#features/pages/rules.ts";
import { cleanText } from "#lib/html/clean-text.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { webHref } from "#lib/html/links.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { type BodyContext, convertBody } from "./body/convert.ts";
import { convertPlainBody, type PlainReason } from "./body/convert-plain.ts";
import { readEnclosures } from "./body/enclosures.ts";
import type { ImportedPicture } from "./body/pictures.ts";
import { toPlainLine } from "./body/plain-line.ts";
import type { SourceAttribution } from "./body/source-attribution.ts";
import { type PreparedComment, prepareComment } from "./conversion/prepare-comment.ts";
import type { BlogClock } from "./dates.ts";
import type { ExportItem } from "./export/entries.ts";
import type { ExportByline } from "./fields/bylines.ts";
import { type FieldContext, type FieldLookups, readArticleFields } from "./fields/read-fields.ts";
import { type RatingTotal, readRatingTotal } from "./ratings.ts";
import { isPublished } from "./scan.ts";

interface ArticleSource extends SourceAttribution {
  isExtract: boolean;
}

export interface PreparedArticle {
  foreignId: string;
  slug: string;
  status: "draft" | "scheduled" | "published";
  /** When a scheduled article is published. */
  scheduledFor: Date | null;
  /** Why it is a draft here: its status there, or "protected". */
  draftReason: string;
  title: string;
  lead: string;
  bodyHtml: string;
  publishedAt: Date | null;
  updatedAt: Date | undefined;
  leadMediaId: string | null;
  leadCaption: string;
  provenance: ArticleSource | undefined;
  commentPolicy: "open" | "closed";
  categories: { nicename: string; name: string }[];
  tags: { nicename: string; name: string }[];
  authors: ExportByline[];
  seoTitle: string;
  seoDescription: string;
  canonicalUrl: string;
  rating: RatingTotal | undefined;
  oddRating: boolean;
  link: string;
  oldSlugs: string[];
  /** The stored old addresses of an article that a Vigie site exported; undefined: one of WordPress. */
  oldPaths: string[] | undefined;
  comments: PreparedComment[];
  later: string[];
  /** Text of the body. */
  bodyText: string;
}

export interface PrepareContext
  extends Omit<BodyContext, "footnotes" | "enclosures" | "findMissingFeatured">,
    FieldLookups {
  clock: BlogClock;
  ratingsMax: number;
  ratingOf: (foreignId: string) => RatingTotal | undefined;
  fields: FieldContext;
  /** What was scheduled there for a time until now is published. */
  now: Date;
  slugOf: (foreignId: string) => string;
  captionOf: (attachmentId: string) => string;
  /** The alternative text of an attachment, else its title. */
  nameOf: (attachmentId: string) => string;
  /** Why only the text is kept. The article becomes a draft. */
  plain: PlainReason | undefined;
}

/** Converts an item of the export to everything an article needs. It runs in a thread: it only reads its arguments. */
export async function prepareArticle(item: ExportItem, context: PrepareContext): Promise<PreparedArticle> {
  const thumbnail = item.meta.get("_thumbnail_id")?.at(-1)?.trim();
  const findFeatured = async () => thumbnail && context.pictures.find({ attachmentId: thumbnail });
  const {
    lead,
    bodyHtml: ownHtml,
    provenance,
    later,
  } = context.plain
    ? convertPlainBody(item.content)
    : await convertBody(item.content, item.excerpt, {
        ...context,
        isPage: item.type === "page",
        footnotes: readFootnotes(item),
        // After the body's pictures, whose alternative texts are better than none.
        findMissingFeatured: async () =>
          thumbnail && !(await findFeatured()) ? findMissing(thumbnail, context) : undefined,
        enclosures: readEnclosures([...(item.meta.get("enclosure") ?? []), ...(item.meta.get("audio_file") ?? [])]),
      });
  const moment = context.clock.moment({ gmt: item.dateGmt, local: item.date, feed: item.pubDate });
  const status = context.plain ? "draft" : readStatus(item, moment, context.now);
  const published = status === "published";
  const plainTitle = toPlainLine(item.title);
  const picture = (await findFeatured()) || undefined;
  const leadCaption =
    picture && thumbnail ? findLeadCaption(item, ownHtml, picture.id, context.captionOf(thumbnail)) : "";
  // A page has no lead picture.
  const bodyHtml = picture && item.type === "page" ? withPicture(ownHtml, picture, leadCaption) : ownHtml;
  const fields = readArticleFields(
    item,
    { title: plainTitle, excerpt: lead || toPlainLine(item.excerpt) },
    { ...context.fields, bylineOf: context.bylineOf, categoryOf: context.categoryOf },
    context.notes,
  );
  // An excerpt that is not the lead describes the article, as that of a page.
  const excerpt = toPlainLine(item.excerpt);
  if (excerpt !== lead) fields.seoDescription ||= shortenText(excerpt, maxSeoDescriptionLength);
  const stored = readRatingTotal(item, context.ratingsMax);
  const rating = stored === "odd" ? undefined : (stored ?? context.ratingOf(item.id));
  // Private and protected posts were published in a way: they keep their date for their publication here.
  const keepsDate = published || item.status === "publish" || item.status === "private";
  const publishedAt = keepsDate ? (moment ?? (published ? new Date(0) : null)) : null;
  return {
    foreignId: item.id,
    slug: context.slugOf(item.id),
    status,
    scheduledFor: status === "scheduled" ? (moment ?? null) : null,
    draftReason: nameDraftReason(item, context),
    title: plainTitle || makeTitle(lead, bodyHtml, context.slugOf(item.id)),
    lead,
    bodyHtml,
    publishedAt,
    updatedAt: context.clock.moment({ gmt: item.modifiedGmt, local: "" }) ?? moment,
    leadMediaId: picture?.id ?? null,
    leadCaption,
    // Any source of a WordPress article is that of an extract; a Vigie site also credits others.
    provenance: provenance && { ...provenance, isExtract: !item.meta.has("_vigie_credit_only") },
    commentPolicy: item.commentStatus === "closed" ? "closed" : "open",
    ...fields,
    rating,
    oddRating: stored === "odd",
    link: item.link,
    oldSlugs: item.meta.get("_wp_old_slug") ?? [],
    oldPaths: item.meta.has("_vigie_id") ? (item.meta.get("_vigie_old_path") ?? []) : undefined,
    comments: item.comments.map((comment) => prepareComment(comment, { ...context, publishedAt })),
    later,
    bodyText: toText(parseHtml(bodyHtml)),
  };
}

/** Finds the address of a featured image that was not imported; undefined if the export has no such attachment. */
function findMissing(attachmentId: string, { pictures, nameOf }: PrepareContext) {
  const address = pictures.addressOf(attachmentId);
  return address === undefined ? undefined : { address, name: nameOf(attachmentId) };
}

function nameDraftReason(item: ExportItem, { plain }: PrepareContext): string {
  if (plain) return plain;
  return item.status === "publish" ? "protected" : item.status;
}

/**
 * Finds the caption of the lead picture: a Vigie site's own, or, if it is the body's first picture, its caption there:
 * the page shows that picture once, above the text.
 */
function findLeadCaption(item: ExportItem, bodyHtml: string, mediaId: string, ownCaption: string): string {
  if (item.meta.has("_vigie_id")) return item.meta.get("_vigie_lead_caption")?.at(-1) ?? "";
  return captionLine(extractLeadFigure(parseHtml(bodyHtml), mediaId)) || ownCaption;
}

/** Puts a page's featured image above its text, unless the text has it. */
function withPicture(html: string, { id, width, height, alt }: ImportedPicture, caption: string): string {
  if (html === "" || html.includes(`/media/${id}`)) return html;
  const image = `<img src="/media/${id}" alt="${escapeHtml(alt)}" width="${width}" height="${height}">`;
  const line = caption === "" ? "" : `<figcaption>${escapeHtml(caption)}</figcaption>`;
  return `<figure>${image}${line}</figure>\n${html}`;
}

/** The block editor stores footnotes as JSON: `[{ "id": …, "content": HTML }]`. */
function readFootnotes(item: ExportItem): string[] {
  try {
    const notes: unknown = JSON.parse(item.meta.get("footnotes")?.at(-1) ?? "[]");
    if (!Array.isArray(notes)) return [];
    return notes.map((note: unknown) =>
      typeof note === "object" && note !== null && "content" in note ? String(note.content) : "",
    );
  } catch {
    return [];
  }
}

/** What was scheduled is published once its time has come, as WordPress itself does at its next visit. */
function readStatus(item: ExportItem, moment: Date | undefined, now: Date): PreparedArticle["status"] {
  if (isPublished(item)) return "published";
  if (item.status !== "future" || item.password !== "" || !moment) return "draft";
  return moment > now ? "scheduled" : "published";
}

/**
 * Makes a title from the first words of a post without one (a quotation, a link, an aside), as WordPress's own lists do;
 * of an address it takes the host.
 */
function makeTitle(lead: string, bodyHtml: string, slug: string): string {
  const words = (lead || toText(parseHtml(bodyHtml.slice(0, 2_000)))).split(/\s+/).filter(Boolean).map(nameAddress);
  if (words.length === 0) return slug;
  return words.length > 8 ? `${words.slice(0, 8).join(" ")}…` : words.join(" ");
}

function nameAddress(word: string): string {
  return webHref(word) === undefined ? word : new URL(word, "https://x.test").hostname.replace(/^www\./, "");
}

/**
 * Computes a fingerprint, `STATUS:facts:body`, that tells whether an exported article is unchanged since the last
 * import. It covers what would be stored, so that a picture found later, or a better conversion, counts as a change.
 */
export function articleFingerprint(article: PreparedArticle & { source?: unknown }): string {
  const { comments, later, bodyHtml, bodyText, draftReason, oddRating, source, ...rest } = article;
  const { status, scheduledFor, publishedAt, ...facts } = rest;
  // Scheduled there: the same before its time and after it.
  const dates = draftReason === "future" ? { future: scheduledFor ?? publishedAt } : { status, publishedAt };
  return `${status}:${hash(JSON.stringify({ ...facts, ...dates }))}:${bodyFingerprint(bodyHtml)}`;
}

/** Whether two fingerprints of an article tell of the same content, one from before its scheduled time, one after it. */
export function isSameArticle(before: string, after: string): boolean {
  const published = (fingerprint: string) => fingerprint.replace(/^scheduled:/, "published:");
  return published(before) === published(after);
}

export function bodyFingerprint(bodyHtml: string): string {
  return hash(bodyHtml);
}

function hash(text: string): string {
  return createHash("sha256").update(cleanText(text)).digest("base64url").slice(0, 22);
}
