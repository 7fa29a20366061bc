import { and, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthIncidents } from "#db/schema.ts";
import type { HealthFinding } from "../checks/rules.ts";
import { incidentDays, isIncident, planIncident, reopenMinutes } from "./rules.ts";

/**
 * Opens, worsens and ends incidents as the findings say. One that comes back within `reopenMinutes` is opened again, so
 * that a check that comes and goes makes one incident.
 */
export async function recordIncidents(tx: Executor, findings: readonly HealthFinding[]): Promise<void> {
  const { id, name, state, endedAt } = healthIncidents;
  const recent = await tx
    .select({ id, name, state, endedAt })
    .from(healthIncidents)
    .where(or(isNull(endedAt), gt(endedAt, sql`now() - make_interval(mins => ${reopenMinutes})`)))
    .orderBy(sql`ended_at desc nulls first`);
  for (const finding of findings) {
    const incident = recent.find((one) => one.name === finding.check);
    const plan = planIncident(finding, incident && { state: incident.state, isOpen: incident.endedAt === null });
    if (plan === "end" && incident)
      await tx.update(healthIncidents).set({ endedAt: sql`greatest(now(), started_at)` }).where(eq(id, incident.id));
    if (!isIncident(finding) || plan === "none" || plan === "end") continue;
    const said = { state: finding.state, code: finding.code, figures: withBadTime(finding) };
    if (plan === "open")
      await tx
        .insert(healthIncidents)
        .values({ name: finding.check, ...said })
        .onConflictDoNothing();
    else if (incident) {
      // What was bad once stays the worst that is known about it.
      const isMilder = incident.state === "bad" && finding.state === "look";
      await tx
        .update(healthIncidents)
        .set({ endedAt: null, ...(!isMilder && said) })
        .where(eq(id, incident.id));
    }
  }
  await tx
    .delete(healthIncidents)
    .where(sql`started_at < now() - make_interval(days => ${incidentDays}) and ended_at is not null`);
}

/** The figures of a bad finding, with the time since when it is bad: it may have been milder before. */
const withBadTime = ({ state, figures }: HealthFinding) =>
  state === "bad" ? { ...figures, badAt: Date.now() } : figures;

/** Marks incidents as mailed, or as never to be mailed. All of one mail have the same time. */
export async function markIncidents(
  db: Executor,
  ids: readonly number[],
  mark: "mailed" | "endMailed" | "silent",
): Promise<void> {
  if (ids.length === 0) return;
  const values =
    mark === "silent" ? { isSilent: true } : mark === "mailed" ? { mailedAt: sql`now()` } : { endMailedAt: sql`now()` };
  await db
    .update(healthIncidents)
    .set(values)
    .where(and(inArray(healthIncidents.id, [...ids])));
}
