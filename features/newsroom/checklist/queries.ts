import { eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DeskContent } from "#db/schema/desk.ts";
import { articles, authors, categories, media, members, sitePages, sources, tags } from "#db/schema.ts";
import { findNewAddress } from "#features/redirects/queries.ts";
import { siteLocale } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { decodePercent } from "#lib/url-text.ts";
import { fixedPlaces } from "./pages.ts";
import { type Finding, judge, type LikeHeadline, ownPaths } from "./rules.ts";

/** Two headlines whose trigrams are alike by half (pg_trgm's `similarity`) say the same with a word or two changed. */
const alike = 0.5;
/** Headlines compared at most: those that share two neighbouring words. */
const mostCompared = 5_000;
/** Links looked at in one text. */
const mostLinks = 200;

/** What is worth a look in an article as it is saved: a fixed number of statements, and one more for each link that leads to no page of today. */
export async function checkContent(db: Executor, id: number, content: DeskContent): Promise<Finding[]> {
  const body = parseHtml(content.bodyHtml);
  const [similar, deadPaths, leadPicture, known] = await Promise.all([
    findSimilar(db, content.title, id),
    findDead(db, ownPaths(body, env().SITE_URL).slice(0, mostLinks)),
    findAlt(db, content.leadMediaId),
    content.categoryIds.length === 0
      ? []
      : db.select({ id: categories.id }).from(categories).where(inArray(categories.id, content.categoryIds)),
  ]);
  return judge({
    ...{ lead: content.lead, body, similar, deadPaths, leadPicture },
    ...{ categories: known.length, french: siteLocale() === "fr" },
  });
}

/**
 * Published articles with a like headline, the likest first. Those that share a pair of neighbouring words (`headline_pairs`) are found by
 * the index; trigrams judge them.
 */
export async function findSimilar(db: Executor, title: string, except: number): Promise<LikeHeadline[]> {
  if (title.trim() === "") return [];
  const rows = await db.execute<{ id: string; title: string; slug: string }>(sql`
    select a.id, a.title, a.slug
    from (select article_id, title from article_headlines where pairs && headline_pairs(${title}) limit ${mostCompared}) as h
    join articles as a on a.id = h.article_id
    where similarity(h.title, ${title}) >= ${alike} and a.id <> ${except}
    order by similarity(h.title, ${title}) desc, a.id desc limit 3`);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

async function findAlt(db: Executor, id: string | null): Promise<{ alt: string } | null> {
  if (id === null) return null;
  const [row] = await db.select({ alt: media.alt }).from(media).where(eq(media.id, id));
  return row ?? null;
}

type Kind = "articles" | "categories" | "tags" | "authors" | "sources" | "members" | "media" | "pages";

/** Of paths of this site those that answer 404 or 410. Redirects of today lead somewhere: they are not dead. */
export async function findDead(db: Executor, paths: string[]): Promise<string[]> {
  const named = paths.map((path) => ({ path, ...placeOf(path) }));
  const of = (kind: Kind) => [...new Set(named.flatMap((one) => (one.kind === kind ? [one.name] : [])))];
  const there = new Map<Kind, Set<string>>();
  await Promise.all(
    kinds.map(async (kind) => {
      const names = of(kind);
      if (names.length > 0) there.set(kind, new Set(await existing(db, kind, names)));
    }),
  );
  const dead: string[] = [];
  for (const { path, kind, name } of named) {
    if (kind === "page" || (kind !== "other" && there.get(kind)?.has(name))) continue;
    if ((await findNewAddress(db, path)) === null) dead.push(path);
  }
  return dead;
}

const kinds: Kind[] = ["articles", "categories", "tags", "authors", "sources", "members", "media", "pages"];

function placeOf(path: string): { kind: Kind | "page" | "other"; name: string } {
  const [first = "", name = ""] = path.split("/").slice(1);
  if (first === "" || fixedPlaces.has(first)) return { kind: "page", name: "" };
  const kind = kinds.find((one) => one === first);
  if (!kind || name === "") return { kind: "other", name: "" };
  // A profile is found however its handle is written.
  return { kind, name: kind === "members" ? decoded(name).toLowerCase() : decoded(name) };
}

function decoded(text: string): string {
  const name = decodePercent(text);
  // PostgreSQL refuses U+0000 in a value: nothing has such a name.
  return name.includes("\0") ? text : name;
}

async function existing(db: Executor, kind: Kind, names: string[]): Promise<string[]> {
  const list = sql`any(${sql.param(names)}::text[])`;
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
