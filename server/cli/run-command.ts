import { resolve } from "node:path";
import { type Connection, closeDatabase, database } from "#db/client.ts";
import { migrate, requireMigrated } from "#db/migrate.ts";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { type Env, env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { printableText } from "#lib/printable-text.ts";
import type { Result } from "#lib/result.ts";
import { openDatabase } from "../postgres/database.ts";

interface CommandContext extends Pick<Connection, "db" | "sql"> {
  env: Env;
  /** The database's address past a pooler, for work that needs a connection of its own. */
  url: string;
  /**
   * Aborted by Ctrl-C and SIGTERM: long work may stop at a consistent point; soon after, the connections are closed.
   */
  signal: AbortSignal;
}

/** Prints a line for people on standard error; standard output is for the result. */
export function say(line: string): void {
  process.stderr.write(`${printableText(line)}\n`);
}

/** Resolves a path against the folder where npm was called: the command line runs in the project's root. */
export function resolveFromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Prints the command's result on standard output: as JSON, or as lines for people. */
export function printResult(data: unknown, options: { json?: boolean }, lines: () => string | string[]): void {
  const text = options.json ? JSON.stringify(data, null, 2) : printableText([lines()].flat().join("\n"));
  if (text) process.stdout.write(`${text}\n`);
}

/** The value of a result; a refusal becomes one clear English line and exit code 1. */
export function expectOk<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new OperatorError(refusalMessages(result, "en").join(" "));
}

/**
 * Runs a command's work on the site's database: opens it (starting or joining the embedded one), migrates it unless
 * `migrate` is false (in a cluster, only checks that it is migrated), and releases it, also after a failure or a signal. `stopped`: what becomes of work that is stopped.
 */
export async function withDatabase<T>(
  work: (context: CommandContext) => Promise<T>,
  options: { migrate?: boolean; stopped?: string | undefined } = {},
): Promise<T> {
  const settings = env();
  const handle = await openDatabase(settings, say);
  const abort = new AbortController();
  const stop = () => abort.abort(new OperatorError(options.stopped ?? "Stopped: what was not finished was not kept."));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    if (options.migrate !== false)
      await (settings.VIGIE_CLUSTER ? requireMigrated(handle.directUrl) : migrate(handle.directUrl, { say }));
    const db = database();
    const sql = globalThis.vigieConnection?.sql;
    if (!sql) throw new Error("database() opened no connection");
    return await Promise.race([
      work({ db, sql, env: settings, url: handle.directUrl, signal: abort.signal }),
      rejectAfterAbort(abort.signal),
    ]);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    await closeDatabase();
    await handle.release();
  }
}

/**
 * After a stop the work has a moment to finish. Then its connections are closed, which rolls back open transactions.
 */
function rejectAfterAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => setTimeout(() => reject(signal.reason), 2_000).unref(), { once: true });
  });
}
