import path from "node:path";
import { closeDatabase, type Database, database } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { type Env, env, goodSecret, readEnv } from "#lib/env.ts";
import { mediaStorage } from "#lib/storage.ts";
import { findAddressWarnings } from "./address-warnings.ts";
import { restrictDataFolder } from "./data-folder.ts";
import { createFirstAdmin, fillFirstTime, howToBegin } from "./first-start.ts";
import { lockInstance } from "./instance.ts";
import { type Lifetime, longestDatabaseClose } from "./lifetime.ts";
import { checkMailServer } from "./mail-check.ts";
import { checkPort } from "./port.ts";
import { makeControlFolder } from "./postgres/place.ts";
import { openDatabase } from "./postgres.ts";
import { setSecrets } from "./secrets.ts";
import { findUnusedSettings } from "./setting-names.ts";

/** The program's folder. */
export const root = path.resolve(import.meta.dirname, "..");

/** A line for the person who waits, on standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export interface Prepared {
  env: Env;
  url: string;
  db: Database;
}

/**
 * What production and development need before anything is served: a checked environment, one instance per DATA_DIR, a
 * free port, the secrets, and a migrated database with the first content. Each failure is one clear line.
 */
export async function prepare(life: Lifetime): Promise<Prepared> {
  const given = readEnv();
  for (const line of findUnusedSettings()) say(line);
  makeControlFolder(given.DATA_DIR);
  restrictDataFolder(given.DATA_DIR, say);
  life.onStop(await lockInstance(given.DATA_DIR));
  // With PORT=0 the site's address is known only now.
  process.env.PORT = String(await checkPort(given.PORT, given.HOST));
  const settings = env();
  for (const line of findAddressWarnings(settings)) say(line);
  setSecrets(settings.DATA_DIR);
  // Where providers send people back to: not what a request calls its host.
  process.env.AUTH_URL = settings.SITE_URL;
  if ((process.env.AUTH_SECRET ?? "").length < goodSecret)
    say(
      "AUTH_SECRET is short: safer is what `openssl rand -base64 32` makes (docs/configuration.md says what changes then).",
    );
  void checkMailServer(settings, say);
  await mediaStorage().check();
  life.proceed();
  const held = await openDatabase(settings, say, { linger: true });
  life.onStop(() => held.release(), longestDatabaseClose);
  life.onStop(closeDatabase);
  life.proceed();
  await migrate(held.url, { say });
  life.proceed();
  const db = database();
  await fillFirstTime(db, { root, demo: settings.DEMO, say });
  life.proceed();
  return { env: settings, url: held.url, db };
}

/** The last lines of a start: the address and, once in the site's life, how the first administrator signs in. */
export async function announceReady({ env: settings, db }: Prepared): Promise<void> {
  const admin = await createFirstAdmin(db, settings.SITE_URL);
  say(`Vigie is ready: ${settings.SITE_URL}`);
  if (admin) for (const line of howToBegin(settings, admin)) say(line);
}
