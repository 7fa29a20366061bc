import type { Database } from "#db/client.ts";
import { taxonomyMerges } from "#db/schema.ts";
import { recordListChange } from "#features/settings/mutations.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { mergeTermsJob } from "../jobs.ts";
import { lockTaxonomy } from "../mutations.ts";
import { countTermArticles, findTerm, findTermByName, listRunningMerges } from "../queries.ts";
import { settingChangeKey } from "../rules.ts";

/**
 * Starts the merge of one term into another: records it and enqueues the job that moves the articles. Refused with
 * `taxonomy.gone`, `taxonomy.merging`, or beside `into`.
 */
export async function startTermMerge(
  db: Database,
  by: number,
  { kind, id, into }: { kind: TermKind; id: number; into: string },
): Promise<Result<{ mergeId: number; intoId: number }>> {
  return db.transaction(async (tx): Promise<Result<{ mergeId: number; intoId: number }>> => {
    await lockTaxonomy(tx);
    const from = await findTerm(tx, kind, id);
    if (!from) return refused("taxonomy.gone");
    const other = await findTermByName(tx, kind, into);
    if (!other) return refused("form.invalid", { into: "taxonomy.intoUnknown" });
    if (other.id === from.id) return refused("form.invalid", { into: "taxonomy.intoItself" });
    const running = await listRunningMerges(tx, kind);
    const busy = running.some(({ fromId, intoId }) => [from.id, other.id].includes(fromId) || intoId === from.id);
    if (busy) return refused("taxonomy.merging");
    const [merge] = await tx
      .insert(taxonomyMerges)
      .values({
        kind,
        fromId: from.id,
        fromName: from.name,
        intoId: other.id,
        startedBy: by,
        total: await countTermArticles(tx, kind, from.id),
      })
      .returning({ id: taxonomyMerges.id });
    if (!merge) throw new Error("The merge was not stored.");
    await recordListChange(tx, settingChangeKey(kind), [from.name, other.name], [other.name], by);
    await enqueue(tx, mergeTermsJob, { mergeId: merge.id });
    return ok({ mergeId: merge.id, intoId: other.id });
  });
}
