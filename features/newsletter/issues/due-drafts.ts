import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { newsletterIssues, newsletterSubscribers } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { composeDigest } from "./compose.ts";
import { lastPeriod, type Period } from "./period.ts";

/** A period that ended longer ago than this is drafted by hand only: after an outage its news is old. */
const maxDelayMs = 3 * 86_400_000;

const rhythms = ["monthly", "weekly"] as const;

/**
 * Drafts the issues of the month and the week that ended, once each: also if the draft was deleted since. A rhythm without a subscriber has
 * no draft. Returns the ids of the new ones.
 */
export async function composeDueDrafts(db: Database, now = new Date()): Promise<number[]> {
  const settings = await readSettings(db);
  if (settings["newsletter.enabled"] === 0) return [];
  const drafted: number[] = [];
  for (const rhythm of rhythms) {
    const period = lastPeriod(rhythm, now, settings["site.zone"]);
    if (now.getTime() - period.end.getTime() > maxDelayMs) continue;
    if ((await wasDrafted(db, period)) || !(await hasSubscriber(db, rhythm))) continue;
    const composed = await composeDigest(db, { period });
    if (composed.ok && composed.value.created) drafted.push(composed.value.id);
  }
  return drafted;
}

async function wasDrafted(db: Database, { rhythm, start }: Period): Promise<boolean> {
  const [issue] = await db
    .select({ id: newsletterIssues.id })
    .from(newsletterIssues)
    .where(
      and(
        eq(newsletterIssues.rhythm, rhythm),
        eq(newsletterIssues.periodStartAt, start),
        isNull(newsletterIssues.topicId),
      ),
    )
    .limit(1);
  return issue !== undefined;
}

async function hasSubscriber(db: Database, rhythm: Period["rhythm"]): Promise<boolean> {
  // Literals instead of parameters, so that PostgreSQL uses the partial index.
  const [subscriber] = await db
    .select({ id: newsletterSubscribers.id })
    .from(newsletterSubscribers)
    .where(and(eq(newsletterSubscribers.rhythm, rhythm), sql`${newsletterSubscribers.state} = 'active'`))
    .limit(1);
  return subscriber !== undefined;
}
