import { eq, sql } from "drizzle-orm";
import type { Root } from "hast";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { sitePages } from "#db/schema.ts";
import { redirectMovedPath } from "#features/redirects/mutations.ts";
import { findStoredTarget } from "#features/redirects/queries.ts";
import { recordListChange } from "#features/settings/mutations.ts";
import { readStoredSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findSlugProblem, toSlug } from "#lib/slug.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { findPage, listPages, type Page } from "./queries.ts";
import { getPageState, maxPages, type PageAct, pageAddress } from "./rules.ts";
import type { PageInput } from "./schema.ts";

type PageContent = Pick<Page, "slug" | "title" | "body" | "publishedAt" | "withdrawnAt">;

/** Identifies the state of the page that a form showed. */
export const pageVersion = (page: PageContent) => hashVersion([page.slug, page.title, page.body, getPageState(page)]);

/** The result of a form; the preview comes with what was typed. */
export type PageOutcome =
  | { act: Exclude<PageAct, "preview"> }
  | {
      act: "preview";
      typed: { title: string; slug: string; body: string };
      preview: { title: string; body: Root };
    };

interface SavedPage {
  id: number;
  created: boolean;
  changed: boolean;
}

/**
 * Saves a page, and publishes or withdraws it; saving a published page changes what readers see. If its address
 * changes, the old one redirects to the new one. Refused with `page.gone`, `page.changed` (who and when),
 * `page.tooMany`, or beside the field.
 */
export async function savePage(db: Database, by: number, form: PageInput): Promise<Result<SavedPage>> {
  return db.transaction(async (tx): Promise<Result<SavedPage>> => {
    await lockPages(tx);
    const pages = await listPages(tx);
    const before = pages.find(({ id }) => id === form.id);
    if (form.id !== undefined && !before) return refused("page.gone");
    if (!before && pages.length >= maxPages) return refused("page.tooMany", undefined, { max: maxPages });
    if (before && pageVersion(before) !== form.version) return refuseStaleVersion(tx, before);
    const slug = form.slug || toSlug(form.title);
    const fault = await findPageSlugProblem(tx, pages, before, slug);
    if (fault) return refused("form.invalid", { slug: fault });
    const after = { slug, title: form.title, body: form.body, ...nextPublication(form.act, before) };
    if (before && pageVersion(after) === form.version) return ok({ id: before.id, created: false, changed: false });
    const id = await storePage(tx, by, before?.id, after);
    if (before?.publishedAt && before.slug !== slug)
      await redirectMovedPath(tx, pageAddress(before.slug), pageAddress(slug));
    await recordListChange(tx, "pages.own", before ? describePage(before, after) : [], describePage(after, before), by);
    await invalidateTags(tx, listCacheTags(before, after));
    return ok({ id, created: !before, changed: true });
  });
}

/**
 * Deletes a draft that was never published. Refused with `page.gone`, or `page.notDraft`: a page with a known
 * address is withdrawn instead.
 */
export async function deletePage(db: Database, by: number, id: number): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    await lockPages(tx);
    const page = await findPage(tx, id);
    if (!page) return refused("page.gone");
    if (page.publishedAt) return refused("page.notDraft");
    await tx.delete(sitePages).where(eq(sitePages.id, id));
    await recordListChange(tx, "pages.own", describePage(page, undefined), [], by);
    return ok(undefined);
  });
}

/** Serialises changes of pages by an advisory lock: slugs are checked before they are written. */
async function lockPages(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:pages'))`);
}

function nextPublication(act: PageInput["act"], page: Page | undefined) {
  const { publishedAt = null, withdrawnAt = null } = page ?? {};
  if (act === "publish") return { publishedAt: publishedAt ?? new Date(), withdrawnAt: null };
  if (act === "withdraw" && publishedAt) return { publishedAt, withdrawnAt: withdrawnAt ?? new Date() };
  return { publishedAt, withdrawnAt };
}

async function storePage(tx: Executor, by: number, id: number | undefined, text: PageContent): Promise<number> {
  if (id === undefined) {
    const [row] = await tx
      .insert(sitePages)
      .values({ ...text, updatedBy: by })
      .returning({ id: sitePages.id });
    return row?.id ?? 0;
  }
  await tx
    .update(sitePages)
    .set({ ...text, updatedBy: by, updatedAt: sql`now()` })
    .where(eq(sitePages.id, id));
  return id;
}

/** Explains why a page cannot have that slug: a message key, or undefined. */
async function findPageSlugProblem(tx: Executor, pages: Page[], own: Page | undefined, slug: string) {
  const problem = findSlugProblem(slug);
  if (problem) return problem;
  if (pages.some((one) => one.slug === slug && one.id !== own?.id)) return "page.slugTaken";
  // A redirect to another page must stay.
  const redirectTarget = await findStoredTarget(tx, pageAddress(slug));
  return redirectTarget !== undefined && redirectTarget !== pageAddress(own?.slug ?? "")
    ? "taxonomy.slugLeads"
    : undefined;
}

/**
 * Describes a page for the list of changes, with its whole text only if that changed, because nothing else keeps it.
 */
function describePage(page: PageContent, other: PageContent | undefined): string[] {
  const state = translator()(`pages.admin.states.${getPageState(page)}`);
  return [`${page.title} (${pageAddress(page.slug)})`, state, ...(page.body === other?.body ? [] : [page.body])];
}

/** Lists the cache tags of everything that shows the page: none for a draft that stays one. */
function listCacheTags(before: Page | undefined, after: PageContent): string[] {
  if (!before?.publishedAt && !after.publishedAt) return [];
  return [...(before ? [pageCacheTags.slug(before.slug)] : []), pageCacheTags.slug(after.slug), pageCacheTags.list];
}

async function refuseStaleVersion(tx: Executor, { by, updatedAt }: Page) {
  const zone = (await readStoredSettings(tx))["site.zone"];
  const at = formatDate(updatedAt, { locale: siteLocale(), zone, style: "long" });
  return refused("page.changed", undefined, { known: by ? "yes" : "no", name: by ?? "", at });
}
