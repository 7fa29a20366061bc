import path from "node:path";
import { closeDatabase, type Database, database } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { type Env, env, readEnv, recommendedSecretLength } from "#lib/env.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { closeValkey, valkey } from "#lib/valkey/client.ts";
import { RestoreStage } from "../backup/staged-restore.ts";
import { makeControlFolder } from "../postgres/cluster-location.ts";
import { openDatabase } from "../postgres/database.ts";
import { maxLingerMs } from "../postgres/supervisor-client.ts";
import { isSuccessor } from "../upgrade/hand-over-channel.ts";
import { findAddressWarnings } from "./address-warnings.ts";
import { announceDelay } from "./announce-delay.ts";
import { restrictDataFolder } from "./data-folder.ts";
import { createFirstAdmin, fillEmptySiteOnce, firstStartInstructions } from "./first-start.ts";
import { databaseCloseTimeoutMs, type GracefulShutdown } from "./graceful-shutdown.ts";
import { acquireInstanceLock } from "./instance-lock.ts";
import { checkMailServer } from "./mail-check.ts";
import { checkPort } from "./port.ts";
import { loadSecrets } from "./secrets.ts";
import { findUnknownVariables } from "./unknown-variables.ts";

/** The program's folder. */
export const root = path.resolve(import.meta.dirname, "../..");

/** Prints a line for people on standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export interface PreparedSite {
  env: Env;
  url: string;
  /** The same database past a pooler: for LISTEN. */
  directUrl: string;
  db: Database;
}

/**
 * Prepares what production and development need before anything is served: a checked environment, one instance per
 * DATA_DIR, a free port, the secrets, and a migrated database with the first content. Each failure is one clear line.
 */
export async function prepareSite(shutdown: GracefulShutdown): Promise<PreparedSite> {
  const initialEnv = readEnv();
  for (const line of findUnknownVariables()) say(line);
  makeControlFolder(initialEnv.DATA_DIR);
  restrictDataFolder(initialEnv.DATA_DIR, say);
  // A process that takes over gets lock and port from the one before, at its last step.
  if (!isSuccessor) {
    shutdown.onStop(await acquireInstanceLock(initialEnv.DATA_DIR));
    // With PORT=0 the site's address is known only now.
    process.env.PORT = String(await checkPort(initialEnv.PORT, initialEnv.HOST));
  }
  const settings = env();
  for (const line of findAddressWarnings(settings)) say(line);
  if (settings.VIGIE_CLUSTER) await (await import("../cluster/check-node.ts")).checkNode(settings);
  if (!isSuccessor) await settleRestore(settings);
  loadSecrets(settings.DATA_DIR);
  // The address to which sign-in providers send members back, whatever host a request names.
  process.env.AUTH_URL = settings.SITE_URL;
  if ((process.env.AUTH_SECRET ?? "").length < recommendedSecretLength)
    say(
      "AUTH_SECRET is short: safer is what `openssl rand -base64 32` makes (docs/configuration.md says what changes then).",
    );
  void checkMailServer(settings, say);
  const place = settings.S3_ENDPOINT ?? "the folder of pictures";
  await announceDelay(mediaStorage().check(), `Waiting for the pictures' storage: ${place}.`, { say });
  shutdown.throwIfStopping();
  const handle = await openDatabase(settings, say, { lingerMs: maxLingerMs });
  shutdown.onStop(() => handle.release(), databaseCloseTimeoutMs);
  shutdown.onStop(closeDatabase);
  shutdown.onStop(closeValkey);
  void valkey()?.connect();
  shutdown.throwIfStopping();
  // A node has been checked: with several, migrating is a step of its own.
  if (!settings.VIGIE_CLUSTER) await migrate(handle.directUrl, { say });
  shutdown.throwIfStopping();
  const db = database();
  await fillEmptySiteOnce(db, { directUrl: handle.directUrl, root, demo: settings.DEMO, say });
  shutdown.throwIfStopping();
  return { env: settings, url: handle.url, directUrl: handle.directUrl, db };
}

/** Finishes a restore that was killed at its end, or removes what is left of it, before anything is read. */
async function settleRestore(settings: Env): Promise<void> {
  const dataDir = settings.DATA_DIR;
  if (!new RestoreStage(dataDir).exists) return;
  const { settleKilledRestore } = await import("../backup/finish-restore.ts");
  const handle = await openDatabase(settings, say, { lingerMs: maxLingerMs });
  try {
    const isEmbedded = !settings.DATABASE_URL;
    const settled = await settleKilledRestore({ url: handle.directUrl, isEmbedded, dataDir, storage: mediaStorage() });
    if (settled) say(settled);
  } finally {
    await handle.release();
  }
}

/**
 * Prints the last lines of a start: the address and, on the first start of the site, how the first administrator signs
 * in.
 */
export async function printReady({ env: settings, db }: PreparedSite): Promise<void> {
  const admin = await createFirstAdmin(db, settings.SITE_URL);
  say(`Vigie is ready: ${settings.SITE_URL}`);
  if (admin) for (const line of firstStartInstructions(settings, admin)) say(line);
}
