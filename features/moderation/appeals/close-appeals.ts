import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notifications } from "#db/schema.ts";
import { enqueue } from "#lib/jobs.ts";
import { appealMailJob } from "./jobs.ts";

/**
 * A decision is undone: open appeals against it, and against what came with it, end as moot, and those who appealed are told. `onAppeal`: its
 * own appeal ends otherwise. Gives the decisions whose appeals ended.
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
  const told = ended.map((row) => ({ decisionId: Number(row.decision_id), memberId: Number(row.member_id) }));
  if (told.length > 0) await tx.insert(notifications).values(told.map((one) => ({ ...one, kind: "appeal" as const })));
  for (const { id } of ended) await enqueue(tx, appealMailJob, { appeal: Number(id) });
  return told.map(({ decisionId }) => decisionId);
}

/** With an account go the words of its appeals; those that are open end as moot, because nobody is left to be told. */
export async function eraseMemberAppeals(tx: Executor, memberId: number): Promise<void> {
  await tx.execute(sql`delete from appeal_texts where member_id = ${memberId}`);
  await tx.execute(sql`
    insert into appeal_outcomes (appeal_id, outcome)
    select a.id, 'moot' from appeals as a
    where a.member_id = ${memberId} and not exists (select 1 from appeal_outcomes as o where o.appeal_id = a.id)
    on conflict do nothing`);
}
