import { z } from "zod";
import { toPlainLine } from "../body/plain-line.ts";

// Every answer of a site is checked here: fields of a wrong type become empty, an item without an id is no item.

const id = z.int().positive();
const reference = z.int().nonnegative().catch(0);
const text = (max: number) => z.string().max(max).catch("");
const longText = text(10_000_000);
const name = text(1_000);
/** `{ rendered }` in an answer, a text in the copy. */
const rendered = z
  .union([
    z.string().max(10_000_000),
    z.object({ rendered: z.string().max(10_000_000) }).transform((field) => field.rendered),
  ])
  .catch("");
/** `2020-01-31T10:00:00` becomes the form of an export. */
const date = text(40).transform((value) =>
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}/.test(value) ? `${value.slice(0, 10)} ${value.slice(11, 19)}` : "",
);
/** The last part of an address below `/wp/v2/`. */
const restBase = z.string().regex(/^[\w-]{1,80}$/);
/** WordPress refuses longer names; this one becomes part of a file's name. */
const taxonomySlug = z.string().regex(/^[\w-]{1,32}$/);

export const siteInfo = z.object({
  name: text(1_000),
  description: text(1_000),
  url: text(2_000),
  home: text(2_000),
  timezone_string: text(100),
  namespaces: z.array(z.string().max(200)).max(1_000).catch([]),
});

/** `https://public-api.wordpress.com/rest/v1.1/sites/HOST`. */
export const hostedSiteInfo = z.object({
  name: text(1_000),
  description: text(1_000),
  URL: text(2_000),
  lang: text(20),
});

const taxonomy = z.object({
  slug: taxonomySlug,
  name: text(200),
  hierarchical: z.boolean().catch(false),
  rest_base: restBase,
  types: z.array(z.string().max(80)).max(200).catch([]),
});
const postType = z.object({ slug: z.string().regex(/^[\w-]{1,80}$/), name: text(200), rest_base: restBase });
/** Objects by name; entries that are not as they should be, or are too many, are counted in `wrong`. */
const listOf = <S extends z.ZodType>(schema: S) =>
  z.record(z.string(), z.unknown()).transform((all) => {
    const entries = Object.values(all);
    const valid = entries.slice(0, 200).flatMap((entry) => {
      const parsed = schema.safeParse(entry);
      return parsed.success ? [parsed.data] : [];
    });
    return { valid, wrong: entries.length - valid.length };
  });
export const taxonomyList = listOf(taxonomy);
export const postTypeList = listOf(postType);

export const userRecord = z.object({ id, name, slug: name });

export const termRecord = z.object({
  id,
  name: text(2_000),
  slug: name,
  description: longText,
  parent: reference,
});

export const mediaRecord = z.object({
  id,
  date,
  date_gmt: date,
  modified_gmt: date,
  slug: name,
  link: text(2_000),
  title: rendered,
  author: reference,
  caption: rendered,
  alt_text: text(10_000),
  mime_type: text(100),
  source_url: z.string().max(2_000),
  post: z.int().nonnegative().nullable().catch(0),
});

/** Search engine fields of Yoast SEO and All in One SEO, as their plugins would print them. */
const seoHead = z
  .object({ title: text(2_000), description: text(10_000), canonical: text(2_000), canonical_url: text(2_000) })
  .optional()
  .catch(undefined);

const postRecord = z.object({
  id,
  date,
  date_gmt: date,
  modified_gmt: date,
  slug: name,
  status: text(40),
  type: text(80),
  link: text(2_000),
  title: rendered,
  content: z
    .object({ rendered: longText, protected: z.boolean().catch(false) })
    .catch({ rendered: "", protected: false }),
  excerpt: rendered,
  author: reference,
  featured_media: reference,
  comment_status: text(20),
  parent: reference,
  menu_order: z.int().catch(0),
  sticky: z.boolean().catch(false),
  yoast_head_json: seoHead,
  aioseo_head_json: seoHead,
});

const termIds = z.array(z.int().positive()).max(2_000).catch([]);

/** Of a post as it is kept: without the fields of plugins, with its terms by taxonomy. */
export const storedPost = postRecord.omit({ yoast_head_json: true, aioseo_head_json: true }).extend({
  terms: z.record(z.string(), z.array(z.int())),
  seo: z.object({ title: z.string(), description: z.string(), canonical: z.string() }).nullable(),
});
export type PostRecord = z.infer<typeof storedPost>;

export const commentRecord = z.object({
  id,
  post: id,
  parent: reference,
  author_name: name,
  date,
  date_gmt: date,
  content: rendered,
  status: text(40),
  type: text(40),
});

export const idRecord = z.object({ id });

export type UserRecord = z.infer<typeof userRecord>;
export type TermRecord = z.infer<typeof termRecord>;
export type MediaRecord = z.infer<typeof mediaRecord>;
export type CommentRecord = z.infer<typeof commentRecord>;
export type Taxonomy = z.infer<typeof taxonomy>;

/**
 * Checks a post and keeps what an import uses. A title of a search engine plugin that only joins the post's title and
 * the site's name is its default, and so is a canonical address that is the post's.
 */
export function parsePost(value: unknown, taxonomies: Taxonomy[], siteName: string): PostRecord | undefined {
  const parsed = postRecord.safeParse(value);
  if (!parsed.success) return undefined;
  const { yoast_head_json: yoast, aioseo_head_json: aioseo, ...post } = parsed.data;
  const head = yoast ?? aioseo;
  const seoTitle = head?.title ?? "";
  const isDefault = seoTitle.startsWith(toPlainLine(post.title)) && seoTitle.endsWith(toPlainLine(siteName));
  const canonical = yoast?.canonical ?? aioseo?.canonical_url ?? "";
  const raw = value as Record<string, unknown>;
  return {
    ...post,
    terms: Object.fromEntries(taxonomies.map(({ slug, rest_base }) => [slug, termIds.parse(raw[rest_base])])),
    seo: head
      ? {
          title: isDefault ? "" : seoTitle,
          description: head.description,
          canonical: canonical === post.link ? "" : canonical,
        }
      : null,
  };
}
