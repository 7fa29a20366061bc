import { threadId } from "node:worker_threads";
import { answerParserTasks } from "./parser-thread.ts";

let calls = 0;

function burn(cpuMs: number): string {
  const before = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(before);
    if (user + system > cpuMs * 1_000) return `burnt ${cpuMs}`;
  }
}

/** What a parser of an untrusted text may do, well or badly. */
answerParserTasks({
  echo: (input: unknown) => input,
  thread: () => threadId,
  burn,
  hang: () => {
    for (;;);
  },
  hangSecondTime: () => {
    calls += 1;
    return calls === 1 ? "first call of its thread" : burn(60_000);
  },
  fillHeap: () => {
    const all: number[][] = [];
    for (;;) all.push(Array.from({ length: 10_000 }, (_, n) => n));
  },
  fail: () => {
    throw new Error("This parser has a fault.");
  },
});
