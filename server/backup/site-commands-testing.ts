import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import postgres from "postgres";

const root = join(import.meta.dirname, "../..");

/** How a command ended, and what it printed. */
export interface CommandEnd {
  code: number | null;
  out: string;
  err: string;
}

/** A command that runs. */
export interface RunningCommand {
  child: ChildProcess;
  ended: Promise<CommandEnd>;
  /** Resolves when the command has printed a line with this text on standard error, or has ended. */
  says(text: string): Promise<void>;
}

/** Starts the command line as an operator does, with this environment and nothing of the tests'. */
export function startVigie(args: readonly string[], env: Record<string, string>): RunningCommand {
  const compiled = { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node") };
  const child = spawn(process.execPath, [join(root, "server/cli/main.ts"), ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "silent", ...compiled, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.err += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code, ...written }));
  return {
    child,
    ended,
    async says(text) {
      const isSaid = () => written.err.includes(text);
      while (!isSaid() && child.exitCode === null && child.signalCode === null)
        await Promise.race([once(child.stderr, "data"), ended]);
    },
  };
}

/** Runs a query on its own connection, which does not stay. */
export async function queryOnce<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
