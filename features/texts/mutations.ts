import { eq, sql } from "drizzle-orm";
import type { Root } from "hast";
import { announce } from "#db/changes.ts";
import type { Database, Executor } from "#db/client.ts";
import { sitePages } from "#db/schema.ts";
import { isReservedSlug, slugShape } from "#features/newsroom/rules.ts";
import { moveAddress } from "#features/redirects/mutations.ts";
import { storedTarget } from "#features/redirects/queries.ts";
import { versionOf } from "#features/settings/admin/describe.ts";
import { readStored } from "#features/settings/admin/queries.ts";
import { noteArranged } from "#features/settings/mutations.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { maxSlugLength, toSlug } from "#lib/slug.ts";
import { findOwnPage, listOwnPages, type OwnPage } from "./queries.ts";
import { mostPages, ownPagePath, type PageAct, stateOf } from "./rules.ts";
import type { OwnPageForm } from "./schema.ts";
import { ownPageTags } from "./tags.ts";

type Text = Pick<OwnPage, "slug" | "title" | "body" | "publishedAt" | "withdrawnAt">;

/** The value by which a form says which page it showed. */
export const versionOfPage = (page: Text) => versionOf([page.slug, page.title, page.body, stateOf(page)]);

/** What became of it: what was typed comes back with what readers would have of it. */
export type OwnPageOutcome =
  | { act: Exclude<PageAct, "preview"> }
  | {
      act: "preview";
      typed: { title: string; slug: string; body: string };
      preview: { title: string; body: Root };
    };

export interface SavedPage {
  id: number;
  created: boolean;
  changed: boolean;
}

/**
 * Stores a page as it was typed, and publishes or withdraws it: readers have what is saved of a published page. One whose address changes
 * leads on from the old one. Refused with `textPage.gone`, `textPage.changed` (who and when), `textPage.tooMany`, or beside the field.
 */
export async function saveOwnPage(db: Database, by: number, form: OwnPageForm): Promise<Result<SavedPage>> {
  return db.transaction(async (tx): Promise<Result<SavedPage>> => {
    await oneAtATime(tx);
    const pages = await listOwnPages(tx);
    const before = pages.find(({ id }) => id === form.id);
    if (form.id !== undefined && !before) return refused("textPage.gone");
    if (!before && pages.length >= mostPages) return refused("textPage.tooMany", undefined, { most: mostPages });
    if (before && versionOfPage(before) !== form.version) return changedMeanwhile(tx, before);
    const slug = form.slug || toSlug(form.title);
    const fault = await slugFault(tx, pages, before, slug);
    if (fault) return refused("form.invalid", { slug: fault });
    const after = { slug, title: form.title, body: form.body, ...momentsAfter(form.act, before) };
    if (before && versionOfPage(after) === form.version) return ok({ id: before.id, created: false, changed: false });
    const id = await store(tx, by, before?.id, after);
    if (before?.publishedAt && before.slug !== slug) await moveAddress(tx, ownPagePath(before.slug), ownPagePath(slug));
    await noteArranged(tx, "pages.own", before ? inWords(before, after) : [], inWords(after, before), by);
    await announce(tx, tagsOf(before, after));
    return ok({ id, created: !before, changed: true });
  });
}

/** Deletes a draft, which nobody ever had. Refused with `textPage.gone`, or `textPage.notDraft`: an address that readers know is withdrawn instead. */
export async function deleteOwnPage(db: Database, by: number, id: number): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    await oneAtATime(tx);
    const page = await findOwnPage(tx, id);
    if (!page) return refused("textPage.gone");
    if (page.publishedAt) return refused("textPage.notDraft");
    await tx.delete(sitePages).where(eq(sitePages.id, id));
    await noteArranged(tx, "pages.own", inWords(page, undefined), [], by);
    return ok(undefined);
  });
}

/** Addresses are looked for and then taken: two administrators take turns. */
async function oneAtATime(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:pages'))`);
}

function momentsAfter(act: OwnPageForm["act"], page: OwnPage | undefined) {
  const { publishedAt = null, withdrawnAt = null } = page ?? {};
  if (act === "publish") return { publishedAt: publishedAt ?? new Date(), withdrawnAt: null };
  if (act === "withdraw" && publishedAt) return { publishedAt, withdrawnAt: withdrawnAt ?? new Date() };
  return { publishedAt, withdrawnAt };
}

async function store(tx: Executor, by: number, id: number | undefined, text: Text): Promise<number> {
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

/** Why a page cannot have that address: a message key, or undefined. */
async function slugFault(tx: Executor, pages: OwnPage[], own: OwnPage | undefined, slug: string) {
  if (slug === "") return "newsroom.slugEmpty";
  if (slug.length > maxSlugLength) return "newsroom.slugTooLong";
  if (!slugShape.test(slug)) return "newsroom.slugShape";
  if (isReservedSlug(slug)) return "newsroom.slugReserved";
  if (pages.some((one) => one.slug === slug && one.id !== own?.id)) return "textPage.slugTaken";
  // What led to another page goes on leading there.
  const leads = await storedTarget(tx, ownPagePath(slug));
  return leads !== undefined && leads !== ownPagePath(own?.slug ?? "") ? "taxonomy.slugLeads" : undefined;
}

/** A page as the list of changes says it: its text only where that changed, whole, because nothing else keeps it. */
function inWords(page: Text, other: Text | undefined): string[] {
  const state = translator()(`texts.own.states.${stateOf(page)}`);
  return [`${page.title} (${ownPagePath(page.slug)})`, state, ...(page.body === other?.body ? [] : [page.body])];
}

/** All that shows it: nothing for a draft that stays one. */
function tagsOf(before: OwnPage | undefined, after: Text): string[] {
  if (!before?.publishedAt && !after.publishedAt) return [];
  return [...(before ? [ownPageTags.slug(before.slug)] : []), ownPageTags.slug(after.slug), ownPageTags.list];
}

async function changedMeanwhile(tx: Executor, { by, updatedAt }: OwnPage) {
  const zone = (await readStored(tx))["site.zone"];
  const at = formatDate(updatedAt, { locale: siteLocale(), zone, style: "long" });
  return refused("textPage.changed", undefined, { known: by ? "yes" : "no", name: by ?? "", at });
}
