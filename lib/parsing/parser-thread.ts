import { parentPort, Worker } from "node:worker_threads";

/** The name of a function in the thread's module and its input: plain data. */
export interface ParserTask {
  name: string;
  input: unknown;
}

/**
 * `ended`: the thread has ended, by its deadline or by its heap limit. `failed`: the function threw, the thread lives.
 */
type ParserAnswer = { kind: "done"; value: unknown } | { kind: "failed"; message: string } | { kind: "ended" };

/** How often a running thread's CPU time is checked (ms). */
const checkMs = 25;
/**
 * During an engine call that cannot be interrupted the CPU time is unavailable: then wall time decides, at this
 * multiple of the timeout.
 */
const maxClockFactor = 20;
/** One worker thread that runs one task at a time. */
export class ParserThread {
  readonly #worker: Worker;
  #idleTimer: NodeJS.Timeout | undefined;
  #receive: (answer: ParserAnswer) => void = () => {};
  #ready: Promise<void>;
  isAlive = true;

  constructor(file: URL, maxHeapMb: number) {
    this.#worker = new Worker(file, {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 16 },
      // The flags of the process (its heap limit, its test runner) do not apply to the thread.
      execArgv: [],
    });
    // An idle thread does not keep the process running.
    this.#worker.unref();
    let started: () => void = () => {};
    this.#ready = new Promise((resolve) => {
      started = resolve;
    });
    this.#worker.on("message", (message: "ready" | ParserAnswer) => {
      if (message === "ready") started();
      else this.#receive(message);
    });
    // An error (the heap limit is one) is always followed by the exit.
    this.#worker.on("error", () => {});
    this.#worker.on("exit", () => {
      this.isAlive = false;
      started();
      this.#receive({ kind: "ended" });
    });
  }

  /** Runs a task. Ends the thread once it has used `cpuTimeoutMs` of CPU time for it. */
  async run(task: ParserTask, cpuTimeoutMs: number): Promise<ParserAnswer> {
    clearTimeout(this.#idleTimer);
    this.#worker.ref();
    await this.#ready;
    if (!this.isAlive) return { kind: "ended" };
    const before = await this.#cpuMs();
    const began = performance.now();
    const watch = setInterval(async () => {
      if (performance.now() - began > cpuTimeoutMs * maxClockFactor) return void this.#worker.terminate();
      const now = await this.#cpuMs();
      if (now - before > cpuTimeoutMs) await this.#worker.terminate();
    }, checkMs);
    const answer = await new Promise<ParserAnswer>((resolve) => {
      this.#receive = resolve;
      if (this.isAlive) this.#worker.postMessage(task);
      else resolve({ kind: "ended" });
    });
    clearInterval(watch);
    this.#receive = () => {};
    this.#worker.unref();
    return answer;
  }

  /** Ends the thread after `idleMs` without work, unless `isIdle` returns false then. */
  closeLater(idleMs: number, isIdle: () => boolean): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => isIdle() && void this.close(), idleMs).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    await this.#worker.terminate();
  }

  async #cpuMs(): Promise<number> {
    try {
      const { user, system } = await this.#worker.cpuUsage();
      return (user + system) / 1_000;
    } catch {
      // It ended meanwhile: its exit is reported separately.
      return 0;
    }
  }
}

/** Called in a thread: runs tasks with the functions of these names, which may be asynchronous. */
export function answerParserTasks(functions: Record<string, (input: never) => unknown>): void {
  const port = parentPort;
  if (!port) throw new Error("This module runs in a worker thread.");
  port.on("message", async ({ name, input }: ParserTask) => {
    try {
      const run = functions[name];
      if (!run) throw new Error(`There is no parser "${name}".`);
      port.postMessage({ kind: "done", value: await run(input as never) } satisfies ParserAnswer);
    } catch (error) {
      const message = error instanceof Error ? `${name}: ${error.stack}` : String(error);
      port.postMessage({ kind: "failed", message } satisfies ParserAnswer);
    }
  });
  port.postMessage("ready");
}
