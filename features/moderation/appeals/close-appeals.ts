import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notifications } from "#db/schema.ts";
import { enqueue } from "#lib/jobs.ts";
import { appealMailJob } from "./jobs.ts";

/**
 * Closes the open appeals against an undone decision and its parts without a decision, and notifies the members.
 * Returns the decisions whose appeals were closed.
 * @param onAppeal leaves the appeal against `decision` itself open, because the caller decides it
 */
export async function closeAppeals(tx: Executor, decision: number, onAppeal = false): Promise<number[]> {
  const ended = await tx.execute<{ id: string; decision_id: string; member_id: string }>(sql`
    with ended as (
      insert into appeal_outcomes (appeal_id, outcome)
      select a.id, 'moot' from appeals as a
      where a.decision_id in (
          select id from moderation_decisions where part_of = ${decision} union all select ${onAppeal ? 0 : decision}::bigint
        )
        and not exists (select 1 from appeal_outcomes as o where o.appeal_id = a.id)
      on conflict do nothing
      returning appeal_id
    )
    select a.id, a.decision_id, a.member_id from appeals as a join ended on ended.appeal_id = a.id`);
  const notified = ended.map((row) => ({ decisionId: Number(row.decision_id), memberId: Number(row.member_id) }));
  if (notified.length > 0)
    await tx.insert(notifications).values(notified.map((appeal) => ({ ...appeal, kind: "appeal" as const })));
  for (const { id } of ended) await enqueue(tx, appealMailJob, { appeal: Number(id) });
  return notified.map(({ decisionId }) => decisionId);
}

/**
 * Deletes the texts of a deleted member's appeals, and closes the open ones without a decision: there is nobody left to
 * notify.
 */
export async function eraseMemberAppeals(tx: Executor, memberId: number): Promise<void> {
  await tx.execute(sql`delete from appeal_texts where member_id = ${memberId}`);
  await tx.execute(sql`
    insert into appeal_outcomes (appeal_id, outcome)
    select a.id, 'moot' from appeals as a
    where a.member_id = ${memberId} and not exists (select 1 from appeal_outcomes as o where o.appeal_id = a.id)
    on conflict do nothing`);
}
