import { and, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, articleWithdrawals, redirects } from "#db/schema.ts";
import { toTextArray } from "#db/text-array.ts";
import type { Result } from "#lib/result.ts";
import { pagePath } from "#lib/site-address.ts";
import { mayBeRedirected, normaliseRedirectPath, type RedirectRule, readContentAddress } from "./rules.ts";
import { listAllCandidates, listCandidates, type RedirectCandidate } from "./wordpress/candidates.ts";

/** A longer chain of stored redirects is treated as a loop. */
const maxHops = 5;

/**
 * Resolves a path without a page to its final address, in a single redirect; null if there is none. Never returns the
 * path itself. It considers stored redirects, then WordPress's forms of addresses, and leads to published articles
 * only. `met` collects the ids of the articles that stored redirects name, published or not, because the answer depends
 * on them.
 */
export async function resolveRedirect(db: Executor, path: string, met = new Set<number>()): Promise<string | null> {
  const from = normaliseRedirectPath(path);
  if (from === undefined || !mayBeRedirected(from)) return null;
  const found = (await followStoredRedirects(db, from, met)) ?? (await resolveCandidates(db, from, met));
  return found === path ? null : found;
}

/**
 * Finds the present slug of a published article, or of the discussion of a page (`pages/SLUG`), that had this one;
 * undefined if there is none.
 */
export async function findMovedSlug(db: Executor, slug: string): Promise<string | undefined> {
  const path = await resolveRedirect(db, slug.startsWith("pages/") ? `/${slug}` : articlePath(slug));
  const found = /^\/(?:articles\/([^/?#]+)|(pages\/[^/?#]+))$/.exec(path ?? "");
  return found?.[1] ?? found?.[2];
}

/**
 * Runs `work` for an article's slug. If it is refused with `code` because no article has the slug, runs it again with
 * the slug to which the article has moved: the reader's page may have been opened before.
 */
export async function retryWithMovedSlug<T>(
  db: Executor,
  slug: string,
  code: string,
  work: (slug: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await work(slug);
  if (result.ok || result.code !== code) return result;
  const moved = await findMovedSlug(db, slug);
  return moved === undefined ? result : work(moved);
}

/** Whether an address without a page belonged to a withdrawn article. */
export async function isWithdrawn(db: Executor, address: string): Promise<boolean> {
  return (await findWithdrawn(db, address)) !== undefined;
}

/** What readers learn of a withdrawn article: its title, when it was withdrawn, and the note to them ("" if there is none). */
export interface WithdrawnArticle {
  title: string;
  at: Date;
  note: string;
}

/**
 * Finds the withdrawn article to which an address without a page belonged: by its
 * slug, a stored redirect, or a WordPress form. Undefined for any other. `address` is a path, or "/?p=901".
 */
export async function findWithdrawn(db: Executor, address: string): Promise<WithdrawnArticle | undefined> {
  const from = normaliseRedirectPath(address);
  if (from === undefined || !mayBeRedirected(from) || listPathPattern.test(from)) return undefined;
  const ours = /^\/articles\/([^/]+)/.exec(from)?.[1];
  const forms = listAllCandidates(from);
  const slugs = forms.flatMap((form) => (form.kind === "article" ? [form.slug] : []));
  const paths = [from, ...forms.flatMap((form) => (form.kind === "stored" || form.kind === "view" ? [form.path] : []))];
  const redirected = db.select({ id: redirects.articleId }).from(redirects).where(inArray(redirects.fromPath, paths));
  const [row] = await db
    .select({
      note: sql<string>`coalesce(${articleWithdrawals.note}, '')`,
      title: articles.title,
      at: sql<Date>`coalesce(${articleWithdrawals.createdAt}, ${articles.updatedAt})`.mapWith(articles.updatedAt),
    })
    .from(articles)
    .leftJoin(articleWithdrawals, eq(articleWithdrawals.articleId, articles.id))
    .where(
      and(
        eq(articles.status, "withdrawn"),
        or(inArray(articles.slug, ours === undefined ? slugs : [ours]), inArray(articles.id, redirected)),
      ),
    )
    .limit(1);
  return row;
}

/** The next segment is the name of something other than an article. */
const listPathPattern = /^\/(?:authors|categories|pages|sources|stories|tags)\//;

/** Follows stored redirects from a normalised path to their end. An address that is live here is the end. */
async function followStoredRedirects(db: Executor, from: string, met: Set<number>): Promise<string | null> {
  let path = from;
  let end: string | null = null;
  for (let hop = 0; hop < maxHops; hop += 1) {
    const [row] = await db
      .select({
        isLive: isLiveAddress(path),
        from: redirects.fromPath,
        toPath: redirects.toPath,
        articleId: redirects.articleId,
        slug: articles.slug,
      })
      .from(sql`(select 1) as one`)
      .leftJoin(redirects, eq(redirects.fromPath, path))
      .leftJoin(articles, and(eq(articles.id, redirects.articleId), eq(articles.status, "published")));
    if (row?.isLive) return end ?? path;
    if (!row?.from) return end === null ? null : ((await resolveCandidates(db, path, met)) ?? end);
    if (row.articleId !== null) met.add(row.articleId);
    if (row.slug !== null) return articlePath(row.slug);
    // The redirect's article is not published, or its path would lead to another site.
    if (row.toPath === null || !/^\/(?![/\\])/.test(row.toPath)) return null;
    end = row.toPath;
    const next = normaliseRedirectPath(row.toPath);
    if (next === undefined) return end;
    path = next;
  }
  return null;
}

/** Whether readers find a piece of content of this site at a normalised path. */
function isLiveAddress(path: string): SQL<boolean> {
  const { kind, name } = readContentAddress(path) ?? {};
  switch (kind) {
    case "articles":
      return sql`exists (select from articles where slug = ${name} and status = 'published')`;
    case "pages":
      return sql`exists (select from site_pages where slug = ${name} and published_at is not null and withdrawn_at is null)`;
    case "authors":
      return sql`exists (select from authors where handle = ${name})`;
    case "members":
      return sql`exists (select from members where lower(handle) = ${name} and deleted_at is null)`;
    case "categories":
      return sql`exists (select from categories where slug = ${name})`;
    case "tags":
      return sql`exists (select from tags where slug = ${name})`;
    case "stories":
      return sql`exists (select from stories where slug = ${name} and merged_into_id is null)`;
    case "sources":
      return sql`exists (select from sources where slug = ${name})`;
    default:
      return sql`false`;
  }
}

/** The names of candidates that exist, read in one statement. */
type ExistingNames = Set<string>;

async function resolveCandidates(
  db: Executor,
  path: string,
  met: Set<number>,
  forms = listCandidates(path),
): Promise<string | null> {
  // Most paths mean one thing only, which needs no other names.
  const [first] = forms;
  if (first?.kind === "path") return first.path;
  if (forms.length === 0) return null;
  const names = await findExistingNames(db, forms);
  for (const form of forms) {
    const found = await resolveCandidate(db, form, met, names);
    if (found !== null) return found;
  }
  return null;
}

async function findExistingNames(db: Executor, forms: RedirectCandidate[]): Promise<ExistingNames> {
  const slugs = (kind: "article" | "category" | "tag" | "author") =>
    toTextArray(forms.flatMap((form) => (form.kind === kind ? [form.slug] : [])));
  const paths = forms.flatMap((form) => ("path" in form ? [form.path] : [movedListPath(form)]));
  const rows = await db.execute<{ name: string }>(sql`
    select 'article:' || slug as name from articles where slug = any(${slugs("article")}) and status = 'published'
    union all select 'category:' || slug from categories where slug = any(${slugs("category")})
    union all select 'tag:' || slug from tags where slug = any(${slugs("tag")})
    union all select 'author:' || handle from authors where handle = any(${slugs("author")})
    union all select 'stored:' || from_path from redirects where from_path = any(${toTextArray(paths)})`);
  return new Set(rows.map(({ name }) => name));
}

/** The address here under which a list may have been stored when it moved. */
function movedListPath(form: { kind: "article" | "category" | "tag" | "author"; slug: string }): string {
  return `/${{ article: "articles", category: "categories", tag: "tags", author: "authors" }[form.kind]}/${form.slug}`;
}

async function resolveCandidate(
  db: Executor,
  form: RedirectCandidate,
  met: Set<number>,
  names: ExistingNames,
): Promise<string | null> {
  switch (form.kind) {
    case "path":
      return form.path;
    case "stored":
      return names.has(`stored:${form.path}`) ? await followStoredRedirects(db, form.path, met) : null;
    case "view": {
      // No view has views: "/feed" may be repeated two hundred times.
      const articleForms = listCandidates(form.path).filter(({ kind }) => kind !== "view");
      const stored = names.has(`stored:${form.path}`) ? await followStoredRedirects(db, form.path, met) : null;
      const article = stored ?? (await resolveCandidates(db, form.path, met, articleForms));
      // A blog in a folder has its feed there.
      if (article === "/") return form.view.replace(/^\/comments/, "") || null;
      if (!article) return null;
      const hasView = /^\/articles\/[^/]+$/.test(article) || (await isDiscussedPage(db, article));
      if (hasView) return article + form.view;
      // WordPress has a feed of each page, of comments that it does not take.
      return /^\/pages\/[^/]+$/.test(article) ? article : null;
    }
    case "article":
      return names.has(`article:${form.slug}`) ? articlePath(form.slug) : null;
    case "category":
    case "tag":
    case "author": {
      const path = movedListPath(form);
      if (names.has(`${form.kind}:${form.slug}`)) return listPath(path, form);
      return names.has(`stored:${path}`) ? await resolveMovedList(db, { ...form, path }) : null;
    }
    case "moved":
      return names.has(`stored:${form.path}`) ? await resolveMovedList(db, form) : null;
  }
}

const articlePath = (slug: string) => `/articles/${slug}`;

/** Whether readers see a discussion below the page at this path. */
async function isDiscussedPage(db: Executor, path: string): Promise<boolean> {
  const slug = /^\/(pages\/[^/]+)$/.exec(path)?.[1];
  if (slug === undefined) return false;
  const isShown = sql`${articles.status} = 'page' and ${articles.publishedAt} is not null`;
  return (
    (
      await db
        .select({ id: articles.id })
        .from(articles)
        .where(and(eq(articles.slug, slug), isShown))
    ).length > 0
  );
}

/** Finds a page below an archive that was renamed or merged: the same page of its successor. */
async function resolveMovedList(
  db: Executor,
  form: { path: string; page: number; feed?: string },
): Promise<string | null> {
  const path = await findStoredTarget(db, form.path);
  return path !== undefined && /^\/(?:$|(?:authors|categories|stories|tags)\/)/.test(path)
    ? listPath(path, form)
    : null;
}

function listPath(path: string, form: { page: number; feed?: string }): string {
  return form.feed ? `${path === "/" ? "" : path}/${form.feed}` : pagePath(path, form.page);
}

/** Finds the target of the stored redirect from exactly this path; undefined without one. */
export async function findStoredTarget(db: Executor, fromPath: string): Promise<string | undefined> {
  const [row] = await db.select({ to: redirects.toPath }).from(redirects).where(eq(redirects.fromPath, fromPath));
  return row?.to ?? undefined;
}

/** Finds the targets of the stored redirects from these normalised paths. A few thousand at most per call. */
export async function findStoredRedirects(
  db: Executor,
  fromPaths: string[],
): Promise<Map<string, RedirectRule["target"]>> {
  const rows = await db.select().from(redirects).where(inArray(redirects.fromPath, fromPaths));
  return new Map(
    rows.map(({ fromPath, articleId, toPath }) => [
      fromPath,
      articleId === null ? { toPath: toPath ?? "" } : { articleId },
    ]),
  );
}
