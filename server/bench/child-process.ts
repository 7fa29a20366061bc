import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The project's folder. */
export const root = path.resolve(import.meta.dirname, "../..");

export interface Child {
  process: ChildProcess;
  stop(): Promise<void>;
}

const stopTimeoutMs = 60_000;

/** Starts a program that does not outlive this one. */
export function startChild(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Child {
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let stopping = false;
  child.once("error", (error) => console.error(`${command} could not be started: ${error.message}`));
  child.once("exit", (code) => {
    if (!stopping && code !== 0) console.error(`${command} ended (code ${code}).\n${complaints}`);
  });
  process.once("exit", () => child.kill("SIGTERM"));
  return {
    process: child,
    async stop() {
      stopping = true;
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** Waits until an address answers 200; throws after `limit` ms. Resolves to the milliseconds that it took. */
export async function untilReady(url: string, limit: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    if (await answers(url)) return performance.now() - began;
    if (performance.now() - began > limit) throw new Error(`${url} did not answer within ${limit / 1_000} s.`);
    await sleep(20);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** CPU times in ms (user and system, all threads) of a process. */
interface ProcessTimes {
  parent: number;
  own: number;
  /** Of its children that have ended. */
  ended: number;
}

/** Reads a process's CPU times from Linux's /proc, which counts in hundredths of a second; undefined elsewhere. */
export function processTimes(pid: number): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The fields follow the name in parentheses, which may contain anything.
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const sum = (from: number) => ((fields[from] ?? Number.NaN) + (fields[from + 1] ?? Number.NaN)) * 10;
    return { parent: fields[1] ?? 0, own: sum(11), ended: sum(13) };
  } catch {
    return undefined;
  }
}

/** CPU time of a process so far (ms); NaN outside Linux. */
export const processorTime = (pid: number) => processTimes(pid)?.own ?? Number.NaN;

/** Resident memory of a process in MB, from Linux's /proc; undefined elsewhere. */
export function residentMemory(pid: number): number | undefined {
  try {
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined;
  }
}

/** Counts the files in a folder, which unknown addresses must not increase. */
export function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}
