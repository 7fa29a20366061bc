import { withConnection } from "#db/single-connection.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { findRestorePlace } from "./database-host.ts";
import { putWaitingPictures } from "./restore-pictures.ts";
import { applySecrets } from "./restored-secrets.ts";
import { type RestorePlan, RestoreStage } from "./staged-restore.ts";
import { deleteReplacedDatabase, dropUnfinishedDatabase } from "./target-database.ts";

/** The site that a restore belongs to. The caller holds the lock of its DATA_DIR. */
export interface RestoredPlace {
  url: string;
  isEmbedded: boolean;
  dataDir: string;
  storage: Storage;
}

/** Does what is left when the restored database has its place. After a kill it can be called again. Returns notes. */
export async function finishRestore(place: RestoredPlace, plan: RestorePlan): Promise<string[]> {
  const stage = new RestoreStage(place.dataDir);
  const notes = applySecrets(stage.secrets, place.dataDir, plan.time);
  await putWaitingPictures(stage.pictures, place.storage);
  if (plan.kept && !plan.hadSite) {
    const found = await findRestorePlace(place.url, place.dataDir, place.isEmbedded);
    if (found.kind === "exchange") await deleteReplacedDatabase(found.host, plan.kept);
  }
  stage.discard();
  return notes;
}

/** Removes what a restore prepared that did not come to its end. */
export async function abandonRestore(place: RestoredPlace, plan: RestorePlan | undefined): Promise<void> {
  const stage = new RestoreStage(place.dataDir);
  if (plan) {
    for (const key of stage.listNewPictures()) await place.storage.delete(key);
    const found = await findRestorePlace(place.url, place.dataDir, place.isEmbedded).catch(() => undefined);
    if (plan.kept && found?.kind === "exchange") await dropUnfinishedDatabase(found.host, plan.database);
  }
  stage.discard();
}

/**
 * Finishes a restore that was killed after its database had taken the site's place, and removes what one prepared that
 * was killed before. Returns a sentence about what was done; undefined if there was none.
 */
export async function settleKilledRestore(place: RestoredPlace): Promise<string | undefined> {
  const stage = new RestoreStage(place.dataDir);
  if (!stage.exists) return undefined;
  const plan = stage.readPlan();
  if (plan && (await readOid(place.url)) === plan.oid) {
    await finishRestore(place, plan);
    return `A restore that was interrupted at its very end is finished now${plan.kept && plan.hadSite ? `; the replaced database is kept as ${plan.kept}` : ""}.`;
  }
  await abandonRestore(place, plan);
  return "A restore was interrupted: what it had prepared is removed, and the site is as it was before.";
}

/** The OID of a database, which stays the same when it is renamed. */
export function readOid(url: string): Promise<number> {
  return withConnection(
    url,
    async (sql) => {
      const [row] = await sql<{ oid: number }[]>`
        select oid::bigint::float8 as oid from pg_database where datname = current_database()`;
      if (!row) throw new Error("The database has no row.");
      return row.oid;
    },
    { prepare: false, connect_timeout: 10 },
  );
}
