import { type Connection, connect, findPooler } from "#db/client.ts";
import { describePending, pendingMigrations } from "#db/migrate.ts";
import type { Env } from "#lib/env.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { checkDatabase, checkDirectDatabase, placeOf } from "../postgres/check-database.ts";
import { describeClockDifference } from "./clock-difference.ts";
import { testSession } from "./session-test.ts";
import {
  type DifferentSetting,
  findDifferentSettings,
  readSharedSettings,
  storeSharedSettings,
} from "./shared-settings.ts";

/**
 * Throws an OperatorError with one line for everything that keeps this process from being a node of a cluster. The first
 * node stores what the others must have too.
 */
export async function checkNode(env: Env): Promise<void> {
  const problems = await findNodeProblems(env, { isStart: true });
  if (problems.length > 0) throw new OperatorError(problems.join("\n"));
}

/**
 * Lists what keeps this process from being a node of a cluster, a line each: what is wrong and what to do. `isStart`: a
 * node without a problem then stores what the others must have too, if it is the first.
 */
export async function findNodeProblems(env: Env, { isStart = false } = {}): Promise<string[]> {
  const missing = findMissingVariables(env);
  return [...missing, ...(await findDatabaseProblems(env, { mayStore: isStart && missing.length === 0 }))];
}

/** What one machine keeps in DATA_DIR, or knows by itself, and the nodes of a cluster must share. */
function findMissingVariables(env: Env): string[] {
  const needs: [given: unknown, names: string, why: string][] = [
    [
      env.DATABASE_URL,
      "DATABASE_URL",
      "the embedded database is for one machine; name the PostgreSQL that all nodes share",
    ],
    [
      env.AUTH_SECRET,
      "AUTH_SECRET",
      "take that of the machine that served the site so far (the file auth-secret in its DATA_DIR), or make one with `openssl rand -base64 32`, and set it on every node",
    ],
    [
      env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY,
      "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
      "take that of the machine that served the site so far (the file actions-key in its DATA_DIR), or make one with `openssl rand -base64 32`, and set it on every node",
    ],
    [
      env.S3_ENDPOINT,
      "S3_ENDPOINT, S3_BUCKET, S3_KEY and S3_SECRET",
      "pictures in DATA_DIR/media would be on one machine only; name the bucket that all nodes share",
    ],
    [
      env.SMTP_URL,
      "SMTP_URL",
      "mails would be files in DATA_DIR/mail of whichever node sends them; name the mail server",
    ],
  ];
  return needs.flatMap(([given, names, why]) => (given ? [] : [`VIGIE_CLUSTER=1 needs ${names}: ${why}.`]));
}

/** @param mayStore whether this node may store what it shares, as the first one */
async function findDatabaseProblems(env: Env, { mayStore }: { mayStore: boolean }): Promise<string[]> {
  const url = env.DATABASE_URL;
  if (!url) return [];
  try {
    await checkDatabase(url);
    if (env.DATABASE_DIRECT_URL) await checkDirectDatabase(env.DATABASE_DIRECT_URL, url);
  } catch (error) {
    return [sayError(error)];
  }
  const direct = env.DATABASE_DIRECT_URL ?? url;
  await findPooler(direct);
  const { db, sql, close } = connect(direct, { max: 1 });
  try {
    const { role, clock } = await readServer(sql);
    // A standby causes every further problem that the checks would find.
    if (role === "standby")
      return [
        `The server of DATABASE_URL (${placeOf(url)}) is a standby, which accepts no writes: set DATABASE_URL to the address of the primary.`,
      ];
    const schema = await findSchemaProblem(sql);
    const problems = [clock, await findSessionProblem(env, direct, url), schema].flatMap((line) => line ?? []);
    const shared = readSharedSettings(env);
    if (!shared || schema) return problems;
    if (mayStore && problems.length === 0) await storeSharedSettings(db, shared);
    const different = await findDifferentSettings(db, shared);
    return [...problems, ...different.map(describeDifferentSetting)];
  } finally {
    await close();
  }
}

const describeDifferentSetting = ({ name, values }: DifferentSetting) =>
  `${name}${values ? ` (${values.here})` : ""} differs from that of the other nodes${values ? ` (${values.others})` : ""}: set it to their value. To change it on purpose, run \`npm run vigie -- cluster accept\` with the new value, then restart every node.`;

async function readServer(sql: Connection["sql"]): Promise<{ role: "primary" | "standby"; clock: string | undefined }> {
  const before = Date.now();
  const [row] = await sql<{ now: number; standby: boolean }[]>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now, pg_is_in_recovery() as standby`;
  const difference = describeClockDifference(before, row?.now ?? Date.now());
  return {
    role: row?.standby ? "standby" : "primary",
    clock: difference && `${difference}: set both by NTP, then start again.`,
  };
}

async function findSessionProblem(env: Env, direct: string, url: string): Promise<string | undefined> {
  const { receivesNotifications, keepsSettings } = await testSession(direct, url);
  if (receivesNotifications && keepsSettings) return undefined;
  const lost = [
    ...(receivesNotifications ? [] : ["notifications (LISTEN)"]),
    ...(keepsSettings ? [] : ["the settings of a session"]),
  ];
  const name = env.DATABASE_DIRECT_URL ? "DATABASE_DIRECT_URL" : "DATABASE_URL";
  return `${name} (${placeOf(direct)}) leads through a pooler that loses ${lost.join(" and ")}: set DATABASE_DIRECT_URL to the address of PostgreSQL itself.`;
}

async function findSchemaProblem(sql: Connection["sql"]): Promise<string | undefined> {
  try {
    const pending = await pendingMigrations(sql);
    return pending > 0 ? describePending(pending) : undefined;
  } catch (error) {
    return sayError(error);
  }
}
