// Plain JavaScript without dependencies: the bootstrap runs it on Node 20 before anything is installed.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * State, parent and start of a process, or undefined when there is none. `started` tells two processes apart that had
 * the same pid one after the other (it names the machine's boot too).
 * @param {number} pid
 * @returns {{ state: string, parent: number, started: string, command: string } | undefined}
 */
export function lookAt(pid) {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      // The name between parentheses may hold spaces and parentheses: the fields start after the last one.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return { state: fields[0] ?? "", parent: Number(fields[1]), started: `${boot}/${fields[19]}`, command };
    } catch {
      return undefined;
    }
  }
  try {
    const line = execFileSync("ps", ["-o", "state=,ppid=,lstart=,command=", "-p", String(pid)], { encoding: "utf8" });
    const match = /^\s*(\S+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line);
    return match
      ? { state: match[1] ?? "", parent: Number(match[2]), started: match[3] ?? "", command: match[4] ?? "" }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether that very process still runs. A zombie has ended: only its parent has not noticed yet.
 * @param {number} pid
 * @param {string} [started] as lookAt gave it; without it any process of that pid counts
 */
export function isRunning(pid, started) {
  const seen = lookAt(pid);
  return seen !== undefined && !seen.state.startsWith("Z") && (started === undefined || seen.started === started);
}
