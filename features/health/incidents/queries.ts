import { and, desc, eq, gte, isNull, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthIncidents } from "#db/schema.ts";
import { reopenMinutes } from "./rules.ts";

/** A time in which a check was not well. */
export type HealthIncident = typeof healthIncidents.$inferSelect;

/** The most incidents that a page shows. */
export const maxIncidents = 20;

/** Lists the incidents that were open in a time, the newest first. */
export function listIncidents(db: Executor, from: Date): Promise<HealthIncident[]> {
  return db
    .select()
    .from(healthIncidents)
    .where(or(isNull(healthIncidents.endedAt), gte(healthIncidents.endedAt, from)))
    .orderBy(desc(healthIncidents.startedAt), desc(healthIncidents.id))
    .limit(maxIncidents);
}

/** Incidents that have been bad for so many minutes, of which nobody was mailed yet. */
export function listDueAlerts(db: Executor, minutes: number): Promise<HealthIncident[]> {
  const { endedAt, mailedAt, isSilent, state, code, id } = healthIncidents;
  return db
    .select()
    .from(healthIncidents)
    .where(
      and(
        isNull(endedAt),
        isNull(mailedAt),
        eq(isSilent, false),
        eq(state, "bad"),
        // A web process mails that no jobs run (features/jobs/heartbeat).
        sql`${code} <> 'jobsSilent'`,
        sql`(figures ->> 'badAt')::float8 <= extract(epoch from now()) * 1000 - ${minutes * 60_000}`,
      ),
    )
    .orderBy(id);
}

/** Incidents that were mailed and have ended for good. */
export function listDueRecoveries(db: Executor): Promise<HealthIncident[]> {
  const { endedAt, mailedAt, endMailedAt, isSilent, id } = healthIncidents;
  return db
    .select()
    .from(healthIncidents)
    .where(
      and(
        sql`${endedAt} <= now() - make_interval(mins => ${reopenMinutes})`,
        sql`${mailedAt} is not null`,
        isNull(endMailedAt),
        eq(isSilent, false),
      ),
    )
    .orderBy(id);
}

/** How many mails about the site's health were sent in the last 24 hours. */
export async function countHealthMails(db: Executor): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(distinct at)::int as count from (
      select mailed_at as at from health_incidents union all select end_mailed_at from health_incidents
    ) as mails where at > now() - interval '1 day'`);
  return row?.count ?? 0;
}
