import { eq, sql } from "drizzle-orm";
import { listArticleCacheTags } from "#db/cache-tags/list-article-cache-tags.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articleCategories, articles, articleTags } from "#db/schema.ts";
import { announceFeedChanges } from "#features/articles/jobs.ts";
import { mayPublish } from "#features/members/policy.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { resolveMergedTerms } from "#features/taxonomy/queries.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import type { Finding } from "../checklist/rules.ts";
import { ensureTags } from "../drafts/draft-to-article.ts";
import { lockDraft, type Writer, writeDraft } from "../drafts/mutations.ts";
import { publishDraft, unpublishArticle } from "../drafts/publish.ts";
import { findFindingsBeforePublishing } from "../drafts/publish-confirmation.ts";
import { type Draft, findDraft, findStoredContent } from "../drafts/queries.ts";
import { withdrawArticle } from "../drafts/withdraw.ts";

export type BulkChange =
  | { act: "status"; status: "draft" }
  /** `force`: the editor has seen the checklist findings. */
  | { act: "status"; status: "published"; force: boolean }
  /** `note`: the public note of each withdrawal. */
  | { act: "withdraw"; note: string }
  | { act: "category"; categoryId: number }
  | { act: "tag"; name: string };

type TermChange = Extract<BulkChange, { act: "category" | "tag" }>;

export interface BulkChangeReport {
  changed: number;
  /** Number of articles that were already so. */
  same: number;
  refused: { id: number; title: string; refusal: Refusal }[];
  /** Articles held back because the checklist found something. */
  held: { id: number; title: string; findings: Finding[] }[];
}

/**
 * Applies one change to many articles, each in a transaction of its own, so that one refusal does not stop the others
 * and readers' pages are invalidated gradually. Returns the result of each. An article with checklist findings is not
 * published until an editor confirms; those without findings are.
 */
export async function applyBulkChange(
  db: Database,
  editor: Writer,
  ids: number[],
  change: BulkChange,
): Promise<Result<BulkChangeReport>> {
  if (!mayPublish(editor)) return refused("member.forbidden");
  const report: BulkChangeReport = { changed: 0, same: 0, refused: [], held: [] };
  const writer = { ...editor, isOutsideEditor: true } as const;
  for (const id of new Set(ids)) {
    const draft = await findDraft(db, id);
    const needsChecklist = draft && change.act === "status" && change.status === "published" && !change.force;
    const findings = needsChecklist ? await findFindingsBeforePublishing(db, draft) : [];
    if (draft && findings.length > 0) {
      report.held.push({ id, title: draft.content.title, findings });
      continue;
    }
    const result = await applyChange(db, writer, id, change, draft);
    if (!result.ok) report.refused.push({ id, title: draft?.content.title ?? "", refusal: result });
    else if (result.value) report.changed += 1;
    else report.same += 1;
  }
  return ok(report);
}

/** Returns whether anything changed. */
async function applyChange(
  db: Database,
  editor: Writer,
  id: number,
  change: BulkChange,
  draft: Draft | undefined,
): Promise<Result<boolean>> {
  if (!draft) return refused("newsroom.gone");
  if (change.act === "category" || change.act === "tag")
    return db.transaction((tx) => assignTerm(tx, editor, id, change));
  // A withdrawn article keeps its note, which was written for it alone.
  if (draft.status === (change.act === "withdraw" ? "withdrawn" : change.status)) return ok(false);
  if (change.act === "withdraw") return toChanged(await withdrawArticle(db, editor, id, draft.version, change.note));
  if (change.status === "published") return toChanged(await publishDraft(db, editor, id, draft.version));
  return toChanged(await unpublishArticle(db, editor, id, draft.version));
}

function toChanged(result: Result<unknown>): Result<boolean> {
  return result.ok ? ok(true) : result;
}

async function assignTerm(tx: Executor, editor: Writer, id: number, requested: TermChange): Promise<Result<boolean>> {
  const opened = await lockDraft(tx, editor, id);
  if (!opened.ok) return opened;
  const draft = opened.value;
  const change = await resolveMergedCategory(tx, requested);
  // The published text and the draft may differ: each gets the change and keeps its other content.
  const stored = draft.differs ? await findStoredContent(tx, id) : draft.content;
  if (!stored) return refused("newsroom.gone");
  const [content, working] = [withTerm(stored, change), withTerm(draft.content, change)];
  if (content === stored && working === draft.content) return ok(false);
  // The version always increases, so that an open page learns of the change and does not undo it by saving.
  await writeDraft(tx, id, editor.id, draft.differs ? working : null, draft.version + 1);
  const before = await listArticleCacheTags(tx, [id]);
  if (content !== stored) await writeTermJoins(tx, id, change, content);
  const changedTags = [...new Set([...before, ...(await listArticleCacheTags(tx, [id]))])];
  if (draft.status === "published") await announceFeedChanges(tx, changedTags);
  await invalidateTags(tx, changedTags);
  if (draft.status === "published") await refreshRelated(tx, [id]);
  return ok(true);
}

/** Replaces a category that was merged after the list was rendered. */
async function resolveMergedCategory<Change extends BulkChange>(tx: Executor, change: Change): Promise<Change> {
  if (change.act !== "category") return change;
  const [categoryId = change.categoryId] = await resolveMergedTerms(tx, "category", [change.categoryId]);
  return { ...change, categoryId };
}

/** Returns the content with another first category, or with one more tag; the same object if nothing changes. */
function withTerm(content: DraftContent, change: TermChange): DraftContent {
  if (change.act === "category") {
    const { categoryId } = change;
    if (content.categoryIds[0] === categoryId) return content;
    return { ...content, categoryIds: [categoryId, ...content.categoryIds.filter((one) => one !== categoryId)] };
  }
  const { name } = change;
  if (content.tags.some((one) => one.toLowerCase() === name.toLowerCase())) return content;
  return { ...content, tags: [...content.tags, name] };
}

/** Writes the category or tag rows of a content. A draft that was never saved here has no tags to lose. */
async function writeTermJoins(tx: Executor, id: number, change: TermChange, content: DraftContent): Promise<void> {
  const listed = sql`(select case when a.status = 'published' then a.published_at end from ${articles} a where a.id = ${id})`;
  if (change.act === "category") {
    await tx.delete(articleCategories).where(eq(articleCategories.articleId, id));
    await tx.execute(sql`
      insert into ${articleCategories} (article_id, category_id, position, listed_at)
      select ${id}, c.id, g.n - 1, ${listed} from unnest(${sql.param(content.categoryIds)}::bigint[]) with ordinality g(id, n) join categories c on c.id = g.id`);
    return;
  }
  const [tagId] = await ensureTags(tx, [change.name]);
  if (tagId === undefined) return;
  await tx.execute(sql`
    insert into ${articleTags} (article_id, tag_id, position, listed_at)
    select ${id}, ${tagId}, (select coalesce(max(position), -1) + 1 from ${articleTags} where article_id = ${id}), ${listed}
    on conflict do nothing`);
}
