import { finishRestore, type RestoredPlace, readOid } from "./finish-restore.ts";
import { removeReplacedSecrets, stageReplacedSecrets } from "./restored-secrets.ts";
import { RestoreStage } from "./staged-restore.ts";
import {
  bringBackDatabase,
  type DatabaseHost,
  deleteReplacedDatabase,
  replacedName,
  replacedTime,
} from "./target-database.ts";

/**
 * Puts a kept database, and the secret keys that were replaced with it, back in their place; the present ones are kept
 * in turn. Returns the name of the present database.
 */
export async function undoRestore(place: RestoredPlace, host: DatabaseHost, kept: string): Promise<string> {
  const present = replacedName(host, new Date());
  const oid = await readOid(Object.assign(new URL(place.url), { pathname: `/${encodeURIComponent(kept)}` }).href);
  const plan = { database: kept, oid, kept: present, hadSite: true, time: replacedTime(present) };
  const stage = new RestoreStage(place.dataDir);
  stage.begin(plan);
  stageReplacedSecrets(stage.secrets, place.dataDir, replacedTime(kept));
  try {
    await bringBackDatabase(host, kept, present);
  } catch (error) {
    stage.discard();
    throw error;
  }
  await finishRestore(place, plan);
  removeReplacedSecrets(place.dataDir, replacedTime(kept));
  return present;
}

/** Deletes a kept database and the secret keys that were replaced with it. */
export async function deleteReplaced(dataDir: string, host: DatabaseHost, kept: string): Promise<void> {
  await deleteReplacedDatabase(host, kept);
  removeReplacedSecrets(dataDir, replacedTime(kept));
}
