// Plain JavaScript without dependencies: the bootstrap runs it on Node 20 before anything is installed.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Reads state, parent and start of a process; undefined if there is none. `started` distinguishes two processes that
 * had the same pid one after the other; it also names the machine's boot.
 * @param {number} pid
 * @returns {{ state: string, parent: number, started: string, command: string } | undefined}
 */
export function readProcess(pid) {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      // The name in parentheses may contain spaces and parentheses: the fields start after the last one.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return { state: fields[0] ?? "", parent: Number(fields[1]), started: `${boot}/${fields[19]}`, command };
    } catch {
      return undefined;
    }
  }
  try {
    return parsePs(execFileSync("ps", [...psFormat, "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return undefined;
  }
}

export const psFormat = ["-o", "state=,ppid=,lstart=,command="];

/**
 * Reads one process from the output of `ps` in that format; `lstart` is five words (`Fri Nov 27 12:17:06 2026`).
 * @param {string} output
 */
export function parsePs(output) {
  const [state, parent, ...words] = output.trim().split(/\s+/);
  if (state === undefined || parent === undefined || words.length < 5) return undefined;
  return { state, parent: Number(parent), started: words.slice(0, 5).join(" "), command: words.slice(5).join(" ") };
}

/**
 * Whether that very process still runs. A zombie has ended; only its parent has not noticed yet.
 * @param {number} pid
 * @param {string} [started] from `readProcess`; without it any process with that pid counts
 */
export function isRunning(pid, started) {
  const seen = readProcess(pid);
  return seen !== undefined && !seen.state.startsWith("Z") && (started === undefined || seen.started === started);
}

/**
 * Lists the descendants of a process. `stop` kills one, unless its pid belongs to another process by then.
 * @param {number} pid
 * @returns {{ pid: number, stop: () => void }[]}
 */
export function descendantsOf(pid) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const [child, parent] of listParents()) children.set(parent, [...(children.get(parent) ?? []), child]);
  /** @param {number} parent @returns {number[]} */
  const below = (parent) => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid).map((found) => {
    const started = readProcess(found)?.started;
    const stop = () => {
      try {
        if (started !== undefined && isRunning(found, started)) process.kill(found, "SIGKILL");
      } catch {
        // It has ended in the meantime.
      }
    };
    return { pid: found, stop };
  });
}

/** @returns {[number, number][]} the pid and the parent's pid of each process */
function listParents() {
  if (process.platform === "linux") {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), readProcess(Number(name))?.parent ?? 0]);
  }
  try {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => {
      const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return [child, parent];
    });
  } catch {
    return [];
  }
}
