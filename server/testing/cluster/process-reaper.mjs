// Started by `trackProcess` (server/testing/cluster/tracked-process.ts). Reads one line per process that the test has started (`PID START`) and, when its input
// ends because the test has ended or was killed, kills those that still run, with their children.
import { createInterface } from "node:readline";
import { descendantsOf, isRunning } from "../../process/processes.mjs";

/** @type {{ pid: number, started: string }[]} */
const tracked = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [pid = "", ...started] = line.split(" ");
  tracked.push({ pid: Number(pid), started: started.join(" ") });
}
for (const { pid, started } of tracked) {
  if (!isRunning(pid, started)) continue;
  const children = descendantsOf(pid);
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
  for (const { stop } of children) stop();
}
