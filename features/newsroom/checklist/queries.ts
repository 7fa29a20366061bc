import { eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articles, authors, categories, media, members, sitePages, sources, tags } from "#db/schema.ts";
import { toTextArray } from "#db/text-array.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { siteLocale } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { decodePercentEncoding } from "#lib/url-text.ts";
import { type Finding, findFindings, listSitePaths, type SimilarHeadline } from "./rules.ts";
import { fixedSections } from "./site-sections.ts";

/** Headlines with half of their trigrams in common (pg_trgm's `similarity`) differ by a word or two. */
const minSimilarity = 0.5;
/** Maximum number of headlines compared, among those that share two neighbouring words. */
const maxComparedHeadlines = 5_000;
/** Maximum number of links checked in one text. */
const maxCheckedLinks = 200;

/**
 * Lists the checklist findings of an article's saved content, in a fixed number of statements, plus one for each link
 * to an unknown path.
 */
export async function checkContent(db: Executor, id: number, content: DraftContent): Promise<Finding[]> {
  const body = parseHtml(content.bodyHtml);
  const [similar, deadPaths, leadPicture, known] = await Promise.all([
    findSimilarHeadlines(db, content.title, id),
    findDeadPaths(db, listSitePaths(body, env().SITE_URL).slice(0, maxCheckedLinks)),
    findAltText(db, content.leadMediaId),
    content.categoryIds.length === 0
      ? []
      : db.select({ id: categories.id }).from(categories).where(inArray(categories.id, content.categoryIds)),
  ]);
  return findFindings({
    lead: content.lead,
    body,
    similar,
    deadPaths,
    leadPicture,
    categories: known.length,
    french: siteLocale() === "fr",
  });
}

/**
 * Lists published articles with a similar headline, most similar first. An index finds headlines that share a pair of
 * neighbouring words (`headline_pairs`); trigrams rank them.
 */
export async function findSimilarHeadlines(db: Executor, title: string, except: number): Promise<SimilarHeadline[]> {
  if (title.trim() === "") return [];
  const rows = await db.execute<{ id: string; title: string; slug: string }>(sql`
    select a.id, a.title, a.slug
    from (select article_id, title from article_headlines where word_pairs && headline_pairs(${title}) limit ${maxComparedHeadlines}) as h
    join articles as a on a.id = h.article_id
    where similarity(h.title, ${title}) >= ${minSimilarity} and a.id <> ${except}
    order by similarity(h.title, ${title}) desc, a.id desc limit 3`);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

async function findAltText(db: Executor, id: string | null): Promise<{ alt: string } | null> {
  if (id === null) return null;
  const [row] = await db.select({ alt: media.alt }).from(media).where(eq(media.id, id));
  return row ?? null;
}

type PathKind = "articles" | "categories" | "tags" | "authors" | "sources" | "members" | "media" | "pages";

/** Returns those of the given paths of this site that answer 404 or 410. A path with a redirect is not dead. */
export async function findDeadPaths(db: Executor, paths: string[]): Promise<string[]> {
  const named = paths.map((path) => ({ path, ...classifyPath(path) }));
  const of = (kind: PathKind) => [...new Set(named.flatMap((one) => (one.kind === kind ? [one.name] : [])))];
  const existing = new Map<PathKind, Set<string>>();
  await Promise.all(
    pathKinds.map(async (kind) => {
      const names = of(kind);
      if (names.length > 0) existing.set(kind, new Set(await listExisting(db, kind, names)));
    }),
  );
  const dead: string[] = [];
  for (const { path, kind, name } of named) {
    if (kind === "page" || (kind !== "other" && existing.get(kind)?.has(name))) continue;
    if ((await resolveRedirect(db, path)) === null) dead.push(path);
  }
  return dead;
}

const pathKinds: PathKind[] = ["articles", "categories", "tags", "authors", "sources", "members", "media", "pages"];

function classifyPath(path: string): { kind: PathKind | "page" | "other"; name: string } {
  const [first = "", name = ""] = path.split("/").slice(1);
  if (first === "" || fixedSections.has(first)) return { kind: "page", name: "" };
  const kind = pathKinds.find((one) => one === first);
  if (!kind || name === "") return { kind: "other", name: "" };
  // Handles are matched without regard to case.
  return { kind, name: kind === "members" ? decodeName(name).toLowerCase() : decodeName(name) };
}

function decodeName(text: string): string {
  const name = decodePercentEncoding(text);
  // PostgreSQL refuses U+0000 in a value, so no name contains it.
  return name.includes("\0") ? text : name;
}

async function listExisting(db: Executor, kind: PathKind, names: string[]): Promise<string[]> {
  const list = sql`any(${toTextArray(names)})`;
  const questions = {
    articles: sql`select slug as name from ${articles} where slug = ${list} and status = 'published'`,
    categories: sql`select slug as name from ${categories} where slug = ${list}`,
    tags: sql`select slug as name from ${tags} where slug = ${list}`,
    authors: sql`select handle as name from ${authors} where handle = ${list}`,
    sources: sql`select slug as name from ${sources} where slug = ${list}`,
    members: sql`select lower(handle) as name from ${members} where lower(handle) = ${list} and deleted_at is null and confirmed_at is not null and profile_hidden_at is null`,
    pages: sql`select slug as name from ${sitePages} where slug = ${list} and published_at is not null and withdrawn_at is null`,
    media: sql`select id as name from ${media} where id = ${list}`,
  };
  return (await db.execute<{ name: string }>(questions[kind])).map(({ name }) => name);
}
