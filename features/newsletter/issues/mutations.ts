import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articles, newsletterIssueItems, newsletterIssues } from "#db/schema.ts";
import { readChosenTime } from "#features/newsroom/schedule/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import { reorderIds } from "#lib/reorder.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findIssue, type Issue } from "./queries.ts";
import { maxIssueArticles } from "./rules.ts";
import { buildSnapshot } from "./snapshot.ts";

export interface IssueContent {
  subject: string;
  preheader: string;
  introduction: string;
  /** Blurbs by article id; an article that is absent keeps its blurb. */
  blurbs: ReadonlyMap<number, string>;
}

/** A step in the list of articles. */
export interface IssueStep {
  act: "first" | "up" | "down" | "remove" | "add";
  articleId: number;
}

/** The issue that a form showed. */
export interface IssueReference {
  id: number;
  version: number;
}

/**
 * Saves an issue's texts, then applies one step to its articles; a scheduled issue stays scheduled. An unchanged form changes nothing. If
 * another editor saved since the form was loaded, a step is applied to the present list unless texts differ too.
 * Refused with `issue.gone`, `issue.started`, `issue.changed`, `issue.notPublished` or `issue.tooManyArticles`.
 */
export async function saveIssue(
  db: Database,
  { id, version }: IssueReference,
  texts: IssueContent,
  step?: IssueStep,
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx): Promise<Result<{ version: number }>> => {
    const locked = await lockIssue(tx, id);
    if (!locked.ok) return locked;
    const issue = locked.value;
    const items = await tx
      .select({ articleId: newsletterIssueItems.articleId, text: newsletterIssueItems.text })
      .from(newsletterIssueItems)
      .where(eq(newsletterIssueItems.issueId, id))
      .orderBy(newsletterIssueItems.position, newsletterIssueItems.articleId);
    const before = items.map(({ articleId }) => articleId);
    const after = step ? await applyStep(tx, before, step) : ok(before);
    if (!after.ok) return after;
    const changedBlurbs = items.flatMap(({ articleId, text }) => {
      const blurb = texts.blurbs.get(articleId);
      return blurb === undefined || blurb === text ? [] : [{ articleId, blurb }];
    });
    const { subject, preheader, introduction } = texts;
    const hasSameTexts =
      subject === issue.subject &&
      preheader === issue.preheader &&
      introduction === issue.introduction &&
      changedBlurbs.length === 0;
    if (hasSameTexts && after.value.join() === before.join()) return ok({ version: issue.version });
    // A step alone overwrites nothing: it applies to the list as it is now.
    if (issue.version !== version && !hasSameTexts) return refused("issue.changed");
    await tx
      .update(newsletterIssues)
      .set({ subject, preheader, introduction, version: issue.version + 1, updatedAt: sql`now()`, failure: null })
      .where(eq(newsletterIssues.id, id));
    for (const { articleId, blurb } of changedBlurbs)
      await tx
        .update(newsletterIssueItems)
        .set({ text: blurb })
        .where(and(eq(newsletterIssueItems.issueId, id), eq(newsletterIssueItems.articleId, articleId)));
    if (after.value.join() !== before.join()) await storeArticles(tx, id, before, after.value);
    return ok({ version: issue.version + 1 });
  });
}

/**
 * Schedules an issue for a time by the site's clock. Refused as `saveIssue` and `buildSnapshot` refuse, or beside the field `publishAt`.
 */
export async function scheduleIssue(
  db: Database,
  by: number,
  { id, version }: IssueReference,
  local: string,
  now = new Date(),
): Promise<Result<{ at: Date; twice: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ at: Date; twice: boolean }>> => {
    const locked = await lockIssue(tx, id, version);
    if (!locked.ok) return locked;
    const chosen = readChosenTime(local, (await readSettings(tx))["site.zone"], now);
    if (!chosen.ok)
      // The message for articles advises publishing now; an issue is sent.
      return chosen.fields?.publishAt === "newsroom.schedulePast"
        ? refused("form.invalid", { publishAt: "issue.schedulePast" })
        : chosen;
    const snapshot = await buildSnapshot(tx, id);
    if (!snapshot.ok) return snapshot;
    const { at, twice } = chosen.value;
    await writeStatus(tx, id, version, { status: "scheduled", scheduledAt: at, startedBy: by });
    return ok({ at, twice });
  });
}

/** Makes a scheduled issue a draft again. Refused as `saveIssue` refuses. */
export async function unscheduleIssue(db: Database, { id, version }: IssueReference): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    const locked = await lockIssue(tx, id, version);
    if (!locked.ok) return locked;
    await writeStatus(tx, id, version, { status: "draft", scheduledAt: null, startedBy: null });
    return ok(undefined);
  });
}

/**
 * Deletes a draft. One that the schedule made stays as a cancelled issue that no list shows, so that it is not drafted again. Refused with
 * `issue.gone`, or `issue.notDraft` for one that is scheduled or was sent.
 */
export async function deleteIssue(db: Database, id: number): Promise<Result<undefined>> {
  const hidden = await db
    .update(newsletterIssues)
    .set({ status: "cancelled", slug: sql`'deleted-' || ${newsletterIssues.id}`, updatedAt: sql`now()` })
    .where(
      and(
        eq(newsletterIssues.id, id),
        eq(newsletterIssues.status, "draft"),
        eq(newsletterIssues.kind, "digest"),
        isNull(newsletterIssues.createdBy),
      ),
    )
    .returning({ id: newsletterIssues.id });
  if (hidden.length > 0) return ok(undefined);
  const deleted = await db
    .delete(newsletterIssues)
    .where(and(eq(newsletterIssues.id, id), eq(newsletterIssues.status, "draft")))
    .returning({ id: newsletterIssues.id });
  if (deleted.length > 0) return ok(undefined);
  return refused((await findIssue(db, id)) ? "issue.notDraft" : "issue.gone");
}

/** Locks an issue that may still be changed; with `version`, only if it is the present one. */
async function lockIssue(tx: Executor, id: number, version?: number): Promise<Result<Issue>> {
  const [issue] = await tx.select().from(newsletterIssues).where(eq(newsletterIssues.id, id)).for("update");
  if (!issue) return refused("issue.gone");
  if (issue.status !== "draft" && issue.status !== "scheduled") return refused("issue.started");
  return version !== undefined && issue.version !== version ? refused("issue.changed") : ok(issue);
}

async function writeStatus(
  tx: Executor,
  id: number,
  version: number,
  status: Pick<Issue, "status" | "scheduledAt" | "startedBy">,
): Promise<void> {
  await tx
    .update(newsletterIssues)
    .set({ ...status, failure: null, version: version + 1, updatedAt: sql`now()` })
    .where(eq(newsletterIssues.id, id));
}

/** A step that was already done (a second press) leaves the list as it is. */
async function applyStep(tx: Executor, ids: number[], { act, articleId }: IssueStep): Promise<Result<number[]>> {
  if (act === "remove") return ok(ids.filter((id) => id !== articleId));
  if (act === "up" || act === "down") return ok(reorderIds(ids, act, articleId));
  if (act === "first") return ok(ids.includes(articleId) ? reorderIds(ids, act, articleId) : ids);
  if (ids.includes(articleId)) return ok(ids);
  if (ids.length >= maxIssueArticles)
    return refused("issue.tooManyArticles", undefined, { articles: maxIssueArticles });
  const [article] = await tx
    .select({ id: articles.id })
    .from(articles)
    .where(and(eq(articles.id, articleId), eq(articles.status, "published")))
    .for("key share");
  return article ? ok([...ids, articleId]) : refused("issue.notPublished");
}

async function storeArticles(tx: Executor, issueId: number, before: number[], after: number[]): Promise<void> {
  const removed = before.filter((id) => !after.includes(id));
  if (removed.length > 0)
    await tx
      .delete(newsletterIssueItems)
      .where(and(eq(newsletterIssueItems.issueId, issueId), inArray(newsletterIssueItems.articleId, removed)));
  if (after.length === 0) return;
  await tx
    .insert(newsletterIssueItems)
    .values(after.map((articleId, position) => ({ issueId, articleId, position })))
    .onConflictDoUpdate({
      target: [newsletterIssueItems.issueId, newsletterIssueItems.articleId],
      set: { position: sql`excluded.position` },
    });
}
