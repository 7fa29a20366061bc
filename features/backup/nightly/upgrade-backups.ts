import { and, eq, ne } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { backupRuns } from "#db/schema.ts";
import type { Env } from "#lib/env.ts";
import { readDestination } from "../destinations/copies.ts";
import { localDestination } from "../destinations/open-destination.ts";

/** How long the backup before an upgrade is kept (ms): a month, the least that the privacy page names for backups. */
const keptMs = 31 * 86_400_000;

/**
 * Deletes the backups that `vigie upgrade` made more than a month ago, if something newer is beside them. They have no
 * index, as archives that somebody made by hand, which stay: the record of their run tells them apart.
 *
 * @returns how many were deleted
 */
export async function deleteUpgradeBackups(
  db: Database,
  env: Pick<Env, "DATA_DIR">,
  now = new Date(),
): Promise<number> {
  const destination = localDestination(env);
  const made = await db
    .select({ archive: backupRuns.archive })
    .from(backupRuns)
    .where(
      and(eq(backupRuns.kind, "manual"), eq(backupRuns.location, destination.location), ne(backupRuns.archive, "")),
    );
  const names = new Set(made.map(({ archive }) => archive));
  const { copies, others } = await readDestination(destination);
  const newest = Math.max(0, ...[...copies, ...others].map(({ madeAt }) => madeAt.getTime()));
  let deleted = 0;
  for (const { name, madeAt } of others) {
    if (!names.has(name) || now.getTime() - madeAt.getTime() < keptMs || madeAt.getTime() === newest) continue;
    await destination.delete(name);
    deleted += 1;
  }
  return deleted;
}
