import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import type { DeskContent } from "#db/schema/desk.ts";
import { articles, categories, media, redirects, tags } from "#db/schema.ts";
import { noteActivity } from "#features/activity/mutations.ts";
import { putArticle, setArticleStatus } from "#features/articles/mutations.ts";
import { addCorrection, type Change } from "#features/corrections/mutations.ts";
import { decideAsEditor } from "#features/moderation/decisions/by-editor.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { storedTarget } from "#features/redirects/queries.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { mergedInto } from "#features/taxonomy/filing/queries.ts";
import { putSource, putTag } from "#features/taxonomy/mutations.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { mayPublish } from "../policy.ts";
import { isReservedSlug, slugShape } from "../rules.ts";
import { freeSlug, toSlug } from "../slugs.ts";
import { knownBylines } from "./bylines.ts";
import { changedMeanwhile, lockDesk, type Saved, type Writer, writeDesk } from "./mutations.ts";
import { type Desk, isMadeUp } from "./queries.ts";
import { keepRevision } from "./revisions.ts";
import { dropSchedule } from "./schedules.ts";
import { dropWithdrawal } from "./withdraw.ts";

export interface Published extends Saved {
  slug: string;
}

/**
 * Gives readers the text that is worked on: publishes a draft, or updates what is published, in one transaction with all that hangs on it
 * (`giveReaders`) and the selections of related articles. Refused with `member.forbidden`, `newsroom.gone`, `newsroom.changed` or beside fields.
 */
export async function publishDesk(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
  change: Change = { kind: "typo", note: "" },
): Promise<Result<Published>> {
  return db.transaction(async (tx): Promise<Result<Published>> => {
    const opened = await lockDesk(tx, editor, id);
    if (!opened.ok) return opened;
    const desk = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    if (desk.version !== version) return changedMeanwhile(tx, desk);
    const given = await giveReaders(tx, desk, { memberId: editor.id, change, elsewhere: editor.elsewhere });
    if (given.ok) await refreshRelated(tx, [id]);
    return given;
  });
}

/** By whom, with which public words, and dated when, a text reaches readers. */
export interface Giving {
  /** Null: their account has gone since. */
  memberId: number | null;
  change: Change;
  /** The date of a first publication; now when absent. */
  at?: Date;
  /** By the clock: whoever has the text open goes on from it, since it is the one that they have. */
  byClock?: true;
  /** As of a `Writer`. */
  elsewhere?: true | undefined;
}

/**
 * What publishing is, in the caller's transaction, on a desk that is locked: the article with its joins, new tags and source, a redirect
 * from a former address, the decision that a change of comment policy is, and the revision; what was planned for it, or said of its
 * withdrawal, is over. `change` says publicly what is put right or added in a text that readers have. Call `refreshRelated` afterwards.
 * Refused beside fields, then nothing was written.
 */
export async function giveReaders(tx: Executor, desk: Desk, giving: Giving): Promise<Result<Published>> {
  const { memberId, change, at } = giving;
  const { id, content, version } = desk;
  const wrong = await wrongFields(tx, desk);
  if (Object.keys(wrong).length > 0) return refused("form.invalid", wrong);
  const wasPublic = desk.status === "published";
  // The first thing written: where it is refused nothing else has happened.
  const said = wasPublic ? await addCorrection(tx, id, memberId, change) : ok(undefined);
  if (!said.ok) return said;

  const slug = await slugFor(tx, desk);
  await putArticle(tx, await inputOf(tx, desk, slug, at ?? new Date()), id);
  if (!isMadeUp(desk.slug) && desk.slug !== slug && desk.publishedAt) {
    await tx.delete(redirects).where(eq(redirects.fromPath, `/articles/${slug}`));
    await addRedirect(tx, `/articles/${desk.slug}`, { articleId: id });
  }
  if (wasPublic && memberId !== null) await decideAsEditor(tx, { id: memberId }, id, content.commentPolicy);
  else if (wasPublic)
    await tx.update(articles).set({ commentPolicy: content.commentPolicy }).where(eq(articles.id, id));
  // A correction has a row of its own, which the log of what was done reads too.
  const deed = wasPublic ? (change.kind === "typo" ? "updated" : undefined) : "published";
  const [saved] = await Promise.all([
    writeDesk(tx, id, memberId, null, giving.byClock ? version : version + 1, giving.elsewhere ? null : desk.savedOn),
    dropSchedule(tx, id),
    desk.status === "withdrawn" && dropWithdrawal(tx, id),
    keepRevision(tx, id, { memberId, kind: "live", content: { ...content, slug } }),
    deed && noteActivity(tx, { kind: deed, actorId: memberId, subjectId: id }),
  ]);
  return ok({ ...saved, slug });
}

/** Takes an article back to the drafts, also one that was withdrawn or waits for its time: readers no longer find it. Its date stays for when it comes back. */
export async function unpublish(db: Database, editor: Writer, id: number, version: number): Promise<Result<Saved>> {
  return db.transaction(async (tx): Promise<Result<Saved>> => {
    const opened = await lockDesk(tx, editor, id);
    if (!opened.ok) return opened;
    const desk = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    if (desk.version !== version) return changedMeanwhile(tx, desk);
    if (desk.status === "draft") return refused("newsroom.notPublished");
    await dropSchedule(tx, id);
    await dropWithdrawal(tx, id);
    await setArticleStatus(tx, [id], "draft");
    const kind = desk.status === "scheduled" ? "unscheduled" : "unpublished";
    await noteActivity(tx, { kind, actorId: editor.id, subjectId: id });
    await refreshRelated(tx, [id]);
    return ok(
      await writeDesk(
        tx,
        id,
        editor.id,
        desk.differs ? desk.content : null,
        version + 1,
        editor.elsewhere ? null : desk.savedOn,
      ),
    );
  });
}

/** What readers would miss, or what cannot be: message keys by field. */
export async function wrongFields(
  tx: Executor,
  { id, content }: { id: number | undefined; content: DeskContent },
): Promise<Record<string, string>> {
  const wrong: Record<string, string> = {};
  if (content.title.trim() === "") wrong.title = "newsroom.titleMissing";
  if (content.slug !== "") {
    const said = await slugRefusal(tx, id, content.slug);
    if (said) wrong.slug = said;
  }
  return wrong;
}

/** Why an article cannot have this slug: a message key, or undefined. */
export async function slugRefusal(tx: Executor, id: number | undefined, slug: string): Promise<string | undefined> {
  if (!slugShape.test(slug)) return "newsroom.slugShape";
  if (isReservedSlug(slug)) return "newsroom.slugReserved";
  return (await isTaken(tx, id, slug)) ? "newsroom.slugTaken" : undefined;
}

/** Another article has it, or had it: its old links must go on leading to it. */
async function isTaken(tx: Executor, id: number | undefined, slug: string): Promise<boolean> {
  const other = id === undefined ? undefined : ne(articles.id, id);
  const [has, had] = await Promise.all([
    tx
      .select({ id: articles.id })
      .from(articles)
      .where(and(eq(articles.slug, slug), other)),
    tx
      .select({ articleId: redirects.articleId })
      .from(redirects)
      .where(eq(redirects.fromPath, `/articles/${slug}`)),
  ]);
  return has.length > 0 || had.some(({ articleId }) => articleId !== id);
}

async function slugFor(tx: Executor, { id, content, slug }: Desk): Promise<string> {
  if (content.slug !== "") return content.slug;
  if (!isMadeUp(slug)) return slug;
  const base = toSlug(content.title) || `article-${id}`;
  return freeSlug(base, async (one) => isReservedSlug(one) || (await isTaken(tx, id, one)));
}

async function inputOf(tx: Executor, desk: Desk, slug: string, at: Date) {
  const { content, id } = desk;
  // At once: none waits for the answer to another, and a thousand articles of one minute wait for few.
  const [[kept], leadMediaId, categoryIds, source, tagIds] = await Promise.all([
    tx
      .select({
        policy: articles.commentPolicy,
        legacyRatingCount: articles.legacyRatingCount,
        legacyRatingSum: articles.legacyRatingSum,
      })
      .from(articles)
      .where(eq(articles.id, id)),
    knownPicture(tx, content.leadMediaId),
    knownCategories(tx, content.categoryIds),
    sourceOf(tx, content),
    tagIdsOf(tx, content.tags),
  ]);
  if (!kept) throw new Error(`The article ${id} is gone.`);
  const { policy, ...ratings } = kept;
  return {
    slug,
    status: "published" as const,
    title: content.title.trim(),
    lead: content.lead.trim(),
    bodyHtml: content.bodyHtml,
    publishedAt: desk.publishedAt ?? at,
    updatedAt: at,
    editedAt: at,
    leadMediaId,
    leadCaption: content.leadCaption,
    source,
    // On what readers have a change of it is a decision, which is written apart.
    commentPolicy: desk.status === "published" ? policy : content.commentPolicy,
    commentsCloseAfterDays: content.commentsCloseAfterDays,
    canonicalUrl: content.canonicalUrl,
    seoTitle: content.seoTitle,
    seoDescription: content.seoDescription,
    categoryIds,
    tagIds,
    authorIds: await knownBylines(tx, content.authorIds),
    ...ratings,
  };
}

async function knownPicture(tx: Executor, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const rows = await tx.select({ id: media.id }).from(media).where(eq(media.id, id));
  return rows[0]?.id ?? null;
}

/** Those that exist; of one that was merged meanwhile the other. */
async function knownCategories(tx: Executor, named: number[]): Promise<number[]> {
  if (named.length === 0) return [];
  const ids = await mergedInto(tx, "category", named);
  const rows = await tx.select({ id: categories.id }).from(categories).where(inArray(categories.id, ids));
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => known.has(id));
}

async function sourceOf(tx: Executor, { source, title }: DeskContent) {
  if (!source) return null;
  const origin = new URL(source.url).origin;
  const id = await putSource(tx, { slug: toSlug(source.name) || "source", name: source.name, url: `${origin}/` });
  return { id, title: source.title || title, url: source.url, syndicated: source.syndicated };
}

/** The tag that one of this slug was renamed to or merged into. */
async function movedTag(tx: Executor, slug: string): Promise<number | undefined> {
  const now = /^\/tags\/([^/]+)$/.exec((await storedTarget(tx, `/tags/${slug}`)) ?? "")?.[1];
  if (now === undefined) return undefined;
  const [row] = await tx.select({ id: tags.id }).from(tags).where(eq(tags.slug, now));
  return row?.id;
}

/** Tags by their names, case aside; the old name of one leads to it, and one that is not there yet is made. */
export async function tagIdsOf(tx: Executor, names: string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const name of names) {
    const slug = toSlug(name);
    // The name first: an imported tag's slug is not always made of it ("usa" of États-Unis).
    const [known] = await tx
      .select({ id: tags.id })
      .from(tags)
      .where(sql`lower(${tags.name}) = lower(${name}) or ${tags.slug} = ${slug}`)
      .orderBy(sql`lower(${tags.name}) = lower(${name}) desc`, tags.id)
      .limit(1);
    if (!known && slug === "") continue;
    const id = known?.id ?? (await movedTag(tx, slug)) ?? (await putTag(tx, { slug, name }));
    if (!ids.includes(id)) ids.push(id);
  }
  return ids;
}
