import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { env } from "#lib/env.ts";
import { log, writeLogLine } from "#lib/log/log.ts";
import { lowerPriority } from "../process/lower-priority.ts";

/** How long a stopped command may take to remove what it began (ms). */
const stopTimeoutMs = 10_000;

/**
 * Runs a command of the command line with low priority, so that readers' requests come first and its memory is returned
 * when it ends. Its log goes into this process's log. The command stops when its standard input closes, as it does when
 * this process is killed. Returns the exit code.
 */
export function runCommand(
  args: readonly string[],
  signal: AbortSignal,
  program = new URL("../cli/main.ts", import.meta.url).pathname,
): Promise<number> {
  // This process's own DATABASE_URL may have been set by its start, for the embedded database.
  const environment = { ...process.env, DATABASE_URL: env().DATABASE_URL ?? "" };
  const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: ["pipe", "ignore", "pipe"] });
  if (child.pid !== undefined) lowerPriority(child.pid);
  const stop = () => {
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs).unref();
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  createInterface(child.stderr).on("line", (line) => {
    if (line.startsWith("{")) writeLogLine(`${line}\n`);
    else if (line !== "") log.info({ line }, "A command says:");
  });
  child.stdin.on("error", () => {});
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  }).finally(() => signal.removeEventListener("abort", stop));
}
