import { type ParserTask, ParserThread } from "./parser-thread.ts";

export interface ParserPoolOptions {
  /** The module of the thread: it calls `answerParserTasks` (parser-thread.ts). */
  file: URL;
  /** Threads at once. They start when first needed. */
  threads: number;
  /** How long a thread is kept without work (default a minute). */
  idleMs?: number;
  /**
   * CPU time of its thread that one parse may take, counted from its start: a busy machine or a long queue refuses
   * nothing.
   */
  cpuTimeoutMs: number;
  /** Heap limit of a thread. */
  maxHeapMb: number;
  /** Texts that may wait. */
  maxQueue: number;
  /** Texts of one client that may wait or be parsed at once. */
  maxPerClient: number;
}

/**
 * The outcome of a parse: its value, or why there is none. `costly`: it ran out of time or memory twice. `busy`: too
 * many wait.
 */
export type ParserOutcome = { done: true; value: unknown } | { done: false; reason: "costly" | "busy" };

interface Job {
  task: ParserTask;
  client: string;
  attempts: number;
  resolve(outcome: ParserOutcome): void;
  reject(error: Error): void;
}

/** Two: a thread may be slow because of its earlier work, so a fresh one tries again. */
const maxAttempts = 2;

/** A pool of threads that parse untrusted texts, so that none of them blocks or ends the serving thread. */
export class ParserPool {
  readonly #options: ParserPoolOptions;
  readonly #idle: ParserThread[] = [];
  readonly #queue: Job[] = [];
  readonly #perClient = new Map<string, number>();
  #running = 0;

  constructor(options: ParserPoolOptions) {
    this.#options = options;
  }

  /**
   * Calls a function of the thread's module. `client` is the sender of the text; "" is the site itself, which only the
   * queue limits. Throws what the function throws.
   */
  run(task: ParserTask, client: string): Promise<ParserOutcome> {
    const running = this.#perClient.get(client) ?? 0;
    const isFull =
      this.#queue.length >= this.#options.maxQueue || (client !== "" && running >= this.#options.maxPerClient);
    if (isFull) return Promise.resolve({ done: false, reason: "busy" });
    this.#perClient.set(client, running + 1);
    const outcome = new Promise<ParserOutcome>((resolve, reject) => {
      this.#queue.push({ task, client, attempts: 0, resolve, reject });
    });
    this.#next();
    return outcome.finally(() => {
      const remaining = (this.#perClient.get(client) ?? 1) - 1;
      if (remaining > 0) this.#perClient.set(client, remaining);
      else this.#perClient.delete(client);
    });
  }

  /** Texts that are being parsed, each in a thread, and texts that wait. */
  get figures(): { running: number; waiting: number } {
    return { running: this.#running, waiting: this.#queue.length };
  }

  /** Starts a thread before a text arrives, or keeps one for another `idleMs`. */
  warmUp(): void {
    if (this.#running > 0) return;
    const { file, maxHeapMb } = this.#options;
    this.#keep(this.#takeIdle() ?? new ParserThread(file, maxHeapMb));
  }

  /** Ends all threads and refuses what waits. */
  async close(): Promise<void> {
    for (const job of this.#queue.splice(0)) job.resolve({ done: false, reason: "busy" });
    await Promise.all(this.#idle.splice(0).map((thread) => thread.close()));
  }

  #next(): void {
    if (this.#running >= this.#options.threads) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#running += 1;
    void this.#work(job).finally(() => {
      this.#running -= 1;
      this.#next();
    });
  }

  async #work(job: Job): Promise<void> {
    const { file, cpuTimeoutMs, maxHeapMb } = this.#options;
    while (job.attempts < maxAttempts) {
      // The second attempt never uses a thread that has worked before.
      const thread = (job.attempts === 0 && this.#takeIdle()) || new ParserThread(file, maxHeapMb);
      job.attempts += 1;
      const answer = await thread.run(job.task, cpuTimeoutMs);
      if (answer.kind === "ended") continue;
      this.#keep(thread);
      if (answer.kind === "failed") job.reject(new Error(answer.message));
      else job.resolve({ done: true, value: answer.value });
      return;
    }
    job.resolve({ done: false, reason: "costly" });
  }

  #takeIdle(): ParserThread | undefined {
    for (let thread = this.#idle.pop(); thread; thread = this.#idle.pop()) if (thread.isAlive) return thread;
    return undefined;
  }

  #keep(thread: ParserThread): void {
    this.#idle.push(thread);
    thread.closeLater(this.#options.idleMs ?? 60_000, () => {
      const at = this.#idle.indexOf(thread);
      if (at >= 0) this.#idle.splice(at, 1);
      return at >= 0;
    });
  }
}
