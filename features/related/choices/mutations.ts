import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articles, relatedChoices } from "#db/schema.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { reorderIds } from "#lib/reorder.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { refreshArticleSelection } from "../mutations.ts";
import { maxExclusions, maxPins, type RelatedAct } from "../rules.ts";
import { listRelatedChoices, type RelatedChoice } from "./queries.ts";

const activities = {
  pin: "relatedPinned",
  exclude: "relatedExcluded",
  restore: "relatedRestored",
  up: "relatedOrdered",
  down: "relatedOrdered",
  first: "relatedOrdered",
} as const;

/** Identifies the order of the pins that a page showed. */
export function pinOrderVersion(choices: Pick<RelatedChoice, "id" | "kind">[]): string {
  return hashVersion(listPinIds(choices));
}

/**
 * Pins an article in another's selection, excludes it, undoes that, or moves a pin; the stored selection follows in the
 * same transaction. A pin replaces an exclusion and the reverse. Moving is refused (`related.changed`) if the order is
 * no longer the one that the page showed (`version`); everything else may be repeated.
 */
export async function changeRelatedChoice(
  db: Database,
  editorId: number,
  step: { articleId: number; relatedId: number; act: RelatedAct; version: string },
): Promise<Result<{ changed: boolean }>> {
  const { articleId, relatedId, act } = step;
  if (articleId === relatedId) return refused("related.self");
  return db.transaction(async (tx): Promise<Result<{ changed: boolean }>> => {
    // The rows before the advisory lock, in the order in which publishing takes them.
    const rows = await tx
      .select({ id: articles.id, status: articles.status })
      .from(articles)
      .where(inArray(articles.id, [articleId, relatedId]))
      .orderBy(articles.id)
      .for("key share");
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:related'))`);
    const statusOf = (id: number) => rows.find((row) => row.id === id)?.status;
    if (statusOf(articleId) === undefined) return refused("newsroom.gone");
    const choices = await listRelatedChoices(tx, articleId);
    const known = choices.find(({ id }) => id === relatedId)?.kind;
    const pins = listPinIds(choices);
    if (act === "pin") {
      if (statusOf(relatedId) !== "published") return refused("related.notPublished");
      if (known !== "pin" && pins.length >= maxPins) return refused("related.tooManyPins", undefined, { max: maxPins });
    }
    if (act === "exclude" && known !== "exclude") {
      if (statusOf(relatedId) === undefined) return refused("related.gone");
      if (choices.length - pins.length >= maxExclusions)
        return refused("related.tooManyExclusions", undefined, { max: maxExclusions });
    }
    const isMove = act === "up" || act === "down" || act === "first";
    if (isMove && (known !== "pin" || step.version !== pinOrderVersion(choices))) return refused("related.changed");
    const after = reorderIds(pins, act === "exclude" || act === "restore" ? "remove" : act, relatedId);
    const isSame = act === "restore" ? known === undefined : act === "exclude" ? known === "exclude" : undefined;
    if (isSame ?? after.join() === pins.join()) return ok({ changed: false });
    if (known !== undefined && !isMove) await deleteChoice(tx, articleId, relatedId);
    if (act === "exclude")
      await tx.insert(relatedChoices).values({ articleId, relatedId, kind: "exclude", memberId: editorId });
    await storePins(tx, editorId, articleId, after);
    const kind = activities[act];
    await recordActivity(tx, { kind, actorId: editorId, subjectId: articleId, detail: { related: relatedId } });
    await refreshArticleSelection(tx, articleId);
    return ok({ changed: true });
  });
}

function listPinIds(choices: Pick<RelatedChoice, "id" | "kind">[]): number[] {
  return choices.filter(({ kind }) => kind === "pin").map(({ id }) => id);
}

async function deleteChoice(tx: Executor, articleId: number, relatedId: number): Promise<void> {
  await tx
    .delete(relatedChoices)
    .where(and(eq(relatedChoices.articleId, articleId), eq(relatedChoices.relatedId, relatedId)));
}

/** Writes the positions of the pins; an article that is not pinned yet gets a row. */
async function storePins(tx: Executor, editorId: number, articleId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .insert(relatedChoices)
    .values(
      ids.map((relatedId, index) => ({
        articleId,
        relatedId,
        kind: "pin" as const,
        position: index + 1,
        memberId: editorId,
      })),
    )
    .onConflictDoUpdate({
      target: [relatedChoices.articleId, relatedChoices.relatedId],
      set: { position: sql`excluded.position` },
    });
}
