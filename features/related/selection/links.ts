import { inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { articles, redirects } from "#db/schema.ts";
import { normaliseRedirectPath } from "#features/redirects/rules.ts";
import { listCandidates } from "#features/redirects/wordpress/candidates.ts";
import { absoluteUrl } from "#lib/site-address.ts";

/** The text of `articleId` links to `linkedId`. */
export interface ArticleLink {
  articleId: number;
  linkedId: number;
}

/** A longer chain of stored redirects is treated as a loop (features/redirects/queries.ts). */
const maxHops = 5;

/**
 * Lists the articles to which the texts of these articles link: by their address, with or without the site's own
 * address, by an old address that redirects, or as a card. One statement if no text has a link to this site, two if all
 * are present addresses.
 */
export async function listLinkedArticles(db: Executor, ids: number[]): Promise<ArticleLink[]> {
  const rows = await listLocalLinks(db, ids);
  if (rows.length === 0) return [];
  const links: ArticleLink[] = [];
  /** The articles whose texts lead to a path or a slug. */
  const bySlug = new Map<string, Set<number>>();
  let byPath = new Map<string, Set<number>>();
  const tried = new Set<string>();
  const add = (map: Map<string, Set<number>>, key: string, from: Iterable<number>) => {
    const known = map.get(key) ?? new Set();
    for (const id of from) known.add(id);
    map.set(key, known);
  };
  const addPath = (path: string, from: Iterable<number>) => {
    const normal = normaliseRedirectPath(path);
    if (normal === undefined) return;
    const slug = slugInPath.exec(normal)?.[1];
    if (slug !== undefined) add(bySlug, slug, from);
    add(byPath, normal, from);
    if (otherPages.test(normal)) return;
    for (const form of listCandidates(normal)) {
      if (form.kind === "article") add(bySlug, form.slug, from);
      // A number at the end may be an id of WordPress; an imported permalink of that form is stored itself.
      else if ((form.kind === "stored" || form.kind === "view") && !form.path.startsWith("/?"))
        add(byPath, form.path, from);
    }
  };
  for (const { articleId, target } of rows) {
    if (/^\d/.test(target)) links.push({ articleId, linkedId: Number(target) });
    else addPath(readPath(target), [articleId]);
  }
  const found = new Set<string>();
  for (let hop = 0; hop <= maxHops && bySlug.size + byPath.size > 0; hop += 1) {
    for (const { id, slug } of await findSlugs(db, [...bySlug.keys()])) {
      found.add(slug);
      for (const articleId of bySlug.get(slug) ?? []) links.push({ articleId, linkedId: id });
    }
    bySlug.clear();
    const paths = [...byPath].filter(([path]) => !tried.has(path) && !found.has(slugInPath.exec(path)?.[1] ?? ""));
    byPath = new Map();
    for (const [path] of paths) tried.add(path);
    const from = new Map(paths);
    for (const { fromPath, articleId, toPath } of await findRedirects(db, [...from.keys()])) {
      const sources = from.get(fromPath) ?? [];
      if (articleId !== null) for (const id of sources) links.push({ articleId: id, linkedId: articleId });
      else if (toPath?.startsWith("/")) addPath(readPath(toPath), sources);
    }
  }
  return links;
}

const slugInPath = /^\/articles\/([a-z0-9-]+)(?:\/|$)/;

/** Pages of this site that are no articles, whatever their last segment. */
const otherPages = /^\/(?:authors|categories|media|members|pages|sources|stories|tags)\//;

/** The path of an address of this site, with WordPress's `?p=901` as the redirects store it. */
function readPath(address: string): string {
  const { pathname, searchParams } = new URL(address, "http://site.invalid");
  const id = searchParams.get("p");
  return pathname === "/" && id !== null ? `/?p=${id}` : pathname;
}

/** Lists the local addresses and the ids of cards in these articles' texts, each once per article. */
async function listLocalLinks(db: Executor, ids: number[]): Promise<{ articleId: number; target: string }[]> {
  const { host } = new URL(absoluteUrl("/"));
  const rows = await db.execute<{ article_id: number; target: string }>(sql`
    select distinct a.id as article_id, m.target
    from ${articles} as a
    cross join lateral (
      select found[2] as target
      from regexp_matches(a.body_html, 'href="(?:https?:)?(//[^/"?#]*)?(/[^"#]*)', 'gi') as found
      where found[1] is null or lower(found[1]) = ${`//${host}`}
      union all
      select found[1] from regexp_matches(a.body_html, '<p data-card="([0-9]{1,15})"', 'g') as found
    ) as m
    where a.id = any(${toIdArray(ids)}) and a.status = 'published' and length(m.target) <= 2000`);
  return rows.map((row) => ({ articleId: Number(row.article_id), target: row.target }));
}

async function findSlugs(db: Executor, slugs: string[]): Promise<{ id: number; slug: string }[]> {
  if (slugs.length === 0) return [];
  return db.select({ id: articles.id, slug: articles.slug }).from(articles).where(inArray(articles.slug, slugs));
}

async function findRedirects(db: Executor, paths: string[]) {
  if (paths.length === 0) return [];
  const { fromPath, articleId, toPath } = redirects;
  return db.select({ fromPath, articleId, toPath }).from(redirects).where(inArray(fromPath, paths));
}
