import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

interface CommandRun {
  seconds: number;
  /** The largest memory of the command's own process in MB, as Linux counts it; PostgreSQL is another process. */
  memory: number;
  /** Its standard output. */
  output: string;
  /** When it wrote each line to standard error (seconds after its start). */
  steps: { second: number; line: string }[];
}

/**
 * Runs a command of the command line, or another program with its own arguments, on a data folder, in its own process.
 * Throws an Error if it fails.
 */
export async function runCommand(
  dataDir: string,
  args: readonly string[],
  program = "server/cli/main.ts",
): Promise<CommandRun> {
  const began = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn", DATABASE_URL: "", DATABASE_DIRECT_URL: "" },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const steps: CommandRun["steps"] = [];
  createInterface(child.stderr).on("line", (line) => {
    console.error(line);
    steps.push({ second: Math.round((performance.now() - began) / 100) / 10, line });
  });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, peakOf(child.pid));
  }, 100);
  const [code] = await once(child, "close");
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}.`);
  return { seconds: (performance.now() - began) / 1_000, memory: Math.round(memory / 1_024), output, steps };
}

/** VmHWM, the kernel's high-water mark, in KB; 0 without /proc. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
