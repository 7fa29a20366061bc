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
import { saveDiscussion } from "./discussion/mutations.ts";
import { countPages, findPage, findTakenSlugs, type Page } from "./queries.ts";
import { getPageState, maxPages, type PageAct, pageAddress } from "./rules.ts";
import type { PageInput } from "./schema.ts";

type PageContent = Pick<
  Page,
  "slug" | "title" | "body" | "seoTitle" | "seoDescription" | "discussion" | "publishedAt" | "withdrawnAt"
>;

/** Identifies the state of the page that a form showed. */
export const pageVersion = (page: PageContent) =>
  hashVersion([
    page.slug,
    page.title,
    page.body,
    page.seoTitle,
    page.seoDescription,
    page.discussion,
    getPageState(page),
  ]);

/** What was typed into the form of a page. */
export type TypedPage = Pick<PageInput, "title" | "slug" | "body" | "seoTitle" | "seoDescription" | "discussion">;

/** The result of a form; the preview comes with what was typed. */
export type PageOutcome =
  | { act: Exclude<PageAct, "preview"> }
  | {
      act: "preview";
      typed: TypedPage;
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
    const before = form.id === undefined ? undefined : await findPage(tx, form.id);
    if (form.id !== undefined && !before) return refused("page.gone");
    if (!before && (await countPages(tx)) >= maxPages) return refused("page.tooMany", undefined, { max: maxPages });
    if (before && pageVersion(before) !== form.version) return refuseStaleVersion(tx, before);
    const slug = form.slug || toSlug(form.title);
    const fault = await findPageSlugProblem(tx, before, slug);
    if (fault) return refused("form.invalid", { slug: fault });
    const { title, body, seoTitle, seoDescription, discussion } = form;
    const texts = { slug, title, body, seoTitle, seoDescription };
    const after = { ...texts, discussion, ...nextPublication(form.act, before) };
    if (before && pageVersion(after) === form.version) return ok({ id: before.id, created: false, changed: false });
    const discussionId = await saveDiscussion(tx, before?.discussionId ?? null, after, discussion);
    if (discussionId === "hasComments") return refused("form.invalid", { discussion: "page.hasComments" });
    const { discussion: _, ...row } = after;
    const id = await storePage(tx, by, before?.id, { ...row, discussionId });
    if (before?.publishedAt && before.slug !== slug)
      await redirectMovedPath(tx, pageAddress(before.slug), pageAddress(slug));
    await recordListChange(tx, "pages.own", before ? describePage(before, after) : [], describePage(after, before), by);
    await invalidateTags(tx, listCacheTags(before, after));
    return ok({ id, created: !before, changed: true });
  });
}

/**
 * Writes a page of another site: a new one, or over its row. The caller holds `lockPages`, has chosen a free slug, and
 * records the change (`recordImportedPages`).
 */
export async function storeImportedPage(
  tx: Executor,
  before: Page | undefined,
  after: PageContent,
): Promise<{ id: number; discussionId: number | null }> {
  const saved = await saveDiscussion(tx, before?.discussionId ?? null, after, after.discussion);
  const discussionId = saved === "hasComments" ? (before?.discussionId ?? null) : saved;
  const { discussion: _, ...row } = after;
  const id = await storePage(tx, null, before?.id, { ...row, discussionId });
  await invalidateTags(tx, listCacheTags(before, after));
  return { id, discussionId };
}

/** Records which pages an import wrote: one entry, because there may be thousands. */
export async function recordImportedPages(tx: Executor, pages: string[]): Promise<void> {
  if (pages.length > 0) await recordListChange(tx, "pages.own", [], pages, null);
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
    if (page.discussionId !== null && (await saveDiscussion(tx, page.discussionId, page, "none")) === "hasComments")
      return refused("page.hasComments");
    await tx.delete(sitePages).where(eq(sitePages.id, id));
    await recordListChange(tx, "pages.own", describePage(page, undefined), [], by);
    return ok(undefined);
  });
}

/** Serialises changes of pages by an advisory lock: slugs are checked before they are written. */
export async function lockPages(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:pages'))`);
}

function nextPublication(act: PageInput["act"], page: Page | undefined) {
  const { publishedAt = null, withdrawnAt = null } = page ?? {};
  if (act === "publish") return { publishedAt: publishedAt ?? new Date(), withdrawnAt: null };
  if (act === "withdraw" && publishedAt) return { publishedAt, withdrawnAt: withdrawnAt ?? new Date() };
  return { publishedAt, withdrawnAt };
}

type PageRow = Omit<PageContent, "discussion"> & { discussionId: number | null };

async function storePage(tx: Executor, by: number | null, id: number | undefined, text: PageRow): Promise<number> {
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
async function findPageSlugProblem(tx: Executor, own: Page | undefined, slug: string) {
  const problem = findSlugProblem(slug);
  if (problem) return problem;
  if ((await findTakenSlugs(tx, [slug])).some(({ id }) => id !== own?.id)) return "page.slugTaken";
  // A redirect to another page must stay.
  const redirectTarget = await findStoredTarget(tx, pageAddress(slug));
  return redirectTarget !== undefined && redirectTarget !== pageAddress(own?.slug ?? "")
    ? "taxonomy.slugLeads"
    : undefined;
}

/**
 * Describes a page for the list of changes, with its whole text only if that changed, because nothing else keeps it.
 */
export function describePage(page: PageContent, other: PageContent | undefined): string[] {
  const state = translator()(`pages.admin.states.${getPageState(page)}`);
  const t = translator();
  const isChanged = (key: "seoTitle" | "seoDescription") => page[key] !== (other?.[key] ?? "");
  return [
    `${page.title} (${pageAddress(page.slug)})`,
    state,
    ...(page.discussion === (other?.discussion ?? "none")
      ? []
      : [t("pages.admin.discussion"), t.typeset(`pages.admin.discussions.${page.discussion}`)]),
    ...(isChanged("seoTitle") ? [t("pages.admin.seoTitle"), page.seoTitle] : []),
    ...(isChanged("seoDescription") ? [t("pages.admin.seoDescription"), page.seoDescription] : []),
    ...(page.body === other?.body ? [] : [page.body]),
  ];
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
