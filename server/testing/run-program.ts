import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { descendantsOf } from "../process/processes.mjs";
import { isTestEvent } from "./test-events.ts";
import { describeExpiry, type Limits, Watchdog } from "./watchdog.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The time that a stopped program gets to write its report and exit (milliseconds). */
const graceMs = 10_000;

export interface ProgramResult {
  code: number | null;
  /** Why it was stopped: what it was silent about, and which tests were running. Undefined if it was not. */
  stopped?: string;
  /** Set only with `quiet`. */
  output: string;
}

export interface ProgramOptions {
  limits: Limits;
  /** Returns the output instead of showing it. */
  quiet?: boolean;
  env?: NodeJS.ProcessEnv;
  /**
   * What counts as progress: each line of output (with `quiet`), or each test that the reporter reports as finished.
   */
  progress: "output" | "tests";
  graceMs?: number;
}

const running = new Set<ChildProcess>();

/** Asks every program that a stage has started to stop; those that do not stop are killed. */
export async function stopPrograms(): Promise<void> {
  await Promise.all([...running].map((child) => stopProgram(child, graceMs)));
}

/** A worker in an endless loop outlives its parent, so remaining processes are killed with all their children. */
async function stopProgram(child: ChildProcess, grace: number): Promise<void> {
  const ended = new Promise((resolve) => child.once("close", resolve));
  const family = descendantsOf(child.pid ?? 0);
  child.kill("SIGINT");
  const kill = setTimeout(() => {
    family.push(...descendantsOf(child.pid ?? 0));
    child.kill("SIGKILL");
    for (const { stop } of family) stop();
  }, grace);
  await ended;
  clearTimeout(kill);
  for (const { stop } of family) stop();
}

/** Runs a Node program of the project until it ends or shows no more progress. */
export function runNode(args: string[], options: ProgramOptions): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const { limits, quiet, progress, env = process.env } = options;
    const output = quiet ? "pipe" : "inherit";
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ["ignore", output, output, ...(progress === "tests" ? (["ipc"] as const) : [])],
    });
    running.add(child);
    let text = "";
    let stopped: string | undefined;
    const inProgress = new Set<string>();
    const watchdog = new Watchdog(limits, (reason) => {
      stopped = describeExpiry(reason, limits, progress === "tests" ? "no test finished" : "no output");
      if (inProgress.size > 0) stopped += `; running: ${[...inProgress].join(", ")}`;
      void stopProgram(child, options.graceMs ?? graceMs);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        if (progress === "output") watchdog.reset();
      });
    }
    child.on("message", (sign: unknown) => {
      if (!isTestEvent(sign)) return;
      if (sign.event === "started") inProgress.add(sign.test);
      else {
        inProgress.delete(sign.test);
        watchdog.reset();
      }
    });
    child.once("error", (error) => {
      text += error.message;
    });
    child.once("close", (code) => {
      watchdog.stop();
      running.delete(child);
      resolve({ code, stopped, output: text });
    });
  });
}
