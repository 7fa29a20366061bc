import { eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Database, Executor } from "#db/client.ts";
import type { DeskContent } from "#db/schema/desk.ts";
import { articleCategories, articles, articleTags } from "#db/schema.ts";
import { tagsOfArticles } from "#features/articles/mutations.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { mergedInto } from "#features/taxonomy/filing/queries.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import type { Finding } from "../checklist/rules.ts";
import { worthALook } from "../desk/asking.ts";
import { tagIdsOf } from "../desk/given.ts";
import { lockDesk, type Writer, writeDesk } from "../desk/mutations.ts";
import { publishDesk, unpublish } from "../desk/publish.ts";
import { type Desk, findDesk, findStored } from "../desk/queries.ts";
import { withdraw } from "../desk/withdraw.ts";
import { mayPublish } from "../policy.ts";

export type BulkChange =
  | { act: "status"; status: "draft" }
  /** `anyway`: what the checklist finds was seen. */
  | { act: "status"; status: "published"; anyway: boolean }
  /** With what readers are told at each address. */
  | { act: "withdraw"; note: string }
  | { act: "category"; categoryId: number }
  | { act: "tag"; name: string };

type Filing = Extract<BulkChange, { act: "category" | "tag" }>;

export interface BulkReport {
  changed: number;
  /** Already so. */
  same: number;
  refused: { id: number; title: string; refusal: Refusal }[];
  /** Not published: there is something to look at first. */
  held: { id: number; title: string; findings: Finding[] }[];
}

/**
 * Does the same to many articles, each in a transaction of its own: one that cannot be changed keeps none of the others from it, and
 * readers' pages are cleared little by little. Says what became of each. What the checklist finds holds an article back from being
 * published with others until an editor says so; those without go out.
 */
export async function changeMany(
  db: Database,
  editor: Writer,
  ids: number[],
  change: BulkChange,
): Promise<Result<BulkReport>> {
  if (!mayPublish(editor)) return refused("member.forbidden");
  const report: BulkReport = { changed: 0, same: 0, refused: [], held: [] };
  const writer = { ...editor, elsewhere: true } as const;
  for (const id of new Set(ids)) {
    const desk = await findDesk(db, id);
    const asks = desk && change.act === "status" && change.status === "published" && !change.anyway;
    const findings = asks ? await worthALook(db, desk) : [];
    if (desk && findings.length > 0) {
      report.held.push({ id, title: desk.content.title, findings });
      continue;
    }
    const result = await changeOne(db, writer, id, change, desk);
    if (!result.ok) report.refused.push({ id, title: desk?.content.title ?? "", refusal: result });
    else if (result.value) report.changed += 1;
    else report.same += 1;
  }
  return ok(report);
}

/** Whether it changed anything. */
async function changeOne(
  db: Database,
  editor: Writer,
  id: number,
  change: BulkChange,
  desk: Desk | undefined,
): Promise<Result<boolean>> {
  if (!desk) return refused("newsroom.gone");
  if (change.act === "category" || change.act === "tag")
    return db.transaction((tx) => fileUnder(tx, editor, id, change));
  // One that is withdrawn keeps what is said of it: that was written for it alone.
  if (desk.status === (change.act === "withdraw" ? "withdrawn" : change.status)) return ok(false);
  if (change.act === "withdraw") return done(await withdraw(db, editor, id, desk.version, change.note));
  if (change.status === "published") return done(await publishDesk(db, editor, id, desk.version));
  return done(await unpublish(db, editor, id, desk.version));
}

function done(result: Result<unknown>): Result<boolean> {
  return result.ok ? ok(true) : result;
}

async function fileUnder(tx: Executor, editor: Writer, id: number, asked: Filing): Promise<Result<boolean>> {
  const opened = await lockDesk(tx, editor, id);
  if (!opened.ok) return opened;
  const desk = opened.value;
  const change = await ledOn(tx, asked);
  // What readers have and what is worked on are two texts: each keeps what else it says, and neither is written over by the other.
  const stored = desk.differs ? await findStored(tx, id) : desk.content;
  if (!stored) return refused("newsroom.gone");
  const [content, working] = [filed(stored, change), filed(desk.content, change)];
  if (content === stored && working === desk.content) return ok(false);
  // The version grows in any case: whoever has it open is told, and does not undo it by saving.
  await writeDesk(tx, id, editor.id, desk.differs ? working : null, desk.version + 1);
  const before = await tagsOfArticles(tx, [id]);
  if (content !== stored) await writePlaces(tx, id, change, content);
  await announce(tx, [...new Set([...before, ...(await tagsOfArticles(tx, [id]))])]);
  if (desk.status === "published") await refreshRelated(tx, [id]);
  return ok(true);
}

/** The category that a list drawn before a merge names is by now the other. */
async function ledOn<Change extends BulkChange>(tx: Executor, change: Change): Promise<Change> {
  if (change.act !== "category") return change;
  const [categoryId = change.categoryId] = await mergedInto(tx, "category", [change.categoryId]);
  return { ...change, categoryId };
}

/** The content under another first category, or with one more tag; the same object when it is so already. */
function filed(content: DeskContent, change: Filing): DeskContent {
  if (change.act === "category") {
    const { categoryId } = change;
    if (content.categoryIds[0] === categoryId) return content;
    return { ...content, categoryIds: [categoryId, ...content.categoryIds.filter((one) => one !== categoryId)] };
  }
  const { name } = change;
  if (content.tags.some((one) => one.toLowerCase() === name.toLowerCase())) return content;
  return { ...content, tags: [...content.tags, name] };
}

/** The rows of categories or tags, as the content has them now; a draft that was never saved here has none of tags to lose. */
async function writePlaces(tx: Executor, id: number, change: Filing, content: DeskContent): Promise<void> {
  const listed = sql`(select case when a.status = 'published' then a.published_at end from ${articles} a where a.id = ${id})`;
  if (change.act === "category") {
    await tx.delete(articleCategories).where(eq(articleCategories.articleId, id));
    await tx.execute(sql`
      insert into ${articleCategories} (article_id, category_id, position, listed_at)
      select ${id}, c.id, g.n - 1, ${listed} from unnest(${sql.param(content.categoryIds)}::bigint[]) with ordinality g(id, n) join categories c on c.id = g.id`);
    return;
  }
  const [tagId] = await tagIdsOf(tx, [change.name]);
  if (tagId === undefined) return;
  await tx.execute(sql`
    insert into ${articleTags} (article_id, tag_id, position, listed_at)
    select ${id}, ${tagId}, (select coalesce(max(position), -1) + 1 from ${articleTags} where article_id = ${id}), ${listed}
    on conflict do nothing`);
}
