import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { readProcess } from "#server/process/processes.mjs";

/** Generous, because a loaded machine is no failure (ms). */
export const conditionTimeoutMs = 60_000;

/** Tells the user why a part of the test bed is missing. */
export type Say = (line: string) => void;

let reaper: Writable | undefined;

/** Ensures that a process does not outlive this one, however this one ends. */
export function trackProcess(pid: number): void {
  if (!reaper) {
    // In a group of its own, which a Ctrl-C in the terminal does not reach.
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "process-reaper.mjs")], {
      detached: true,
      stdio: ["pipe", "ignore", "inherit"],
    });
    child.unref();
    child.stdin.on("error", () => {});
    // A pipe is a socket here: without this it would keep the process from ending.
    if ("unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
    reaper = child.stdin;
  }
  const started = readProcess(pid)?.started;
  if (started !== undefined) reaper.write(`${pid} ${started}\n`);
}

/** A program that was started for a test, and what can happen to it. */
export class TrackedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Where its output is. */
  readonly log: string;
  readonly #ended: Promise<number | null>;

  constructor(command: string, args: string[], { log, ...options }: SpawnOptions & { log: string }) {
    const output = openSync(log, "a", 0o600);
    this.child = spawn(command, args, { ...options, stdio: ["ignore", output, output] });
    closeSync(output);
    this.log = log;
    this.#ended = new Promise((resolve) => {
      this.child.once("exit", resolve);
      this.child.once("error", () => resolve(null));
    });
    this.pid = this.child.pid ?? 0;
    if (this.pid) trackProcess(this.pid);
  }

  get isRunning(): boolean {
    return this.pid > 0 && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it at once (SIGKILL). */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#ended;
  }

  /** Its connections stay open, but it answers nothing until `resume`. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#signal("SIGCONT");
  }

  /** Asks it to stop, and kills it if it does not. Resolves to its exit code. */
  async stop(timeoutMs = conditionTimeoutMs): Promise<number | null> {
    this.#signal("SIGTERM");
    // A paused process would not receive it.
    this.#signal("SIGCONT");
    const timer = setTimeout(() => this.#signal("SIGKILL"), timeoutMs);
    const code = await this.#ended;
    clearTimeout(timer);
    return code;
  }

  /** Waits for a condition. Throws an Error with the end of its output if the process ends first, or after a minute. */
  async until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = conditionTimeoutMs): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await holds())) {
      const output = () => readFileSync(this.log, "utf8").slice(-3_000);
      if (!this.isRunning) throw new Error(`It ended before ${what}:\n${output()}`);
      if (Date.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs} ms:\n${output()}`);
      await sleep(50);
    }
  }

  #signal(name: NodeJS.Signals): void {
    if (this.isRunning) this.child.kill(name);
  }
}

/** Waits for a condition; throws an Error after a minute. */
export async function waitUntil(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + conditionTimeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${conditionTimeoutMs} ms.`);
    await sleep(20);
  }
}

/** Finds a program of the system. Reports its absence through `say` and returns undefined if it is missing. */
export function findProgram(name: string, say: Say = () => {}): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/bin"];
  const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  if (!found) say(`${name} is not on this machine.`);
  return found;
}
