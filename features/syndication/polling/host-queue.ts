import { setTimeout as sleep } from "node:timers/promises";
import { checkFetchAddress } from "#lib/fetch/address-rules.ts";

interface HostQueueOptions {
  /** Between the end of a task and the start of the next one of its host (ms). */
  pauseMs: number;
  /** Tasks of all hosts that run at once. */
  concurrency: number;
}

/** Tasks of one host that run at once in the operator's own network, which needs no politeness. */
const ownNetworkConcurrency = 8;

interface Host {
  waiting: (() => Promise<void>)[];
  running: number;
}

/** Whether a name or number belongs to the operator's own network, which is fetched only where that is allowed. */
function isOwnNetwork(host: string): boolean {
  const address = `http://${host}/`;
  if (!URL.canParse(address)) return false;
  return checkFetchAddress(new URL(`http://${new URL(address).hostname}/`), false) === "private";
}

/** Runs tasks with a limit for all together, and those of one host one after the other with a pause between. Hosts take turns. */
export class HostQueue {
  readonly #options: HostQueueOptions;
  readonly #hosts = new Map<string, Host>();
  /** Hosts with a task that may start now, in the order of their turns. */
  readonly #ready: string[] = [];
  #running = 0;
  #size = 0;
  #changed = Promise.withResolvers<void>();

  constructor(options: HostQueueOptions) {
    this.#options = options;
  }

  /** Tasks that wait or run. */
  get size(): number {
    return this.#size;
  }

  /** The hosts with at least so many tasks that wait or run. */
  listBusyHosts(tasks: number): string[] {
    return [...this.#hosts]
      .filter(([, { waiting, running }]) => waiting.length + running >= tasks)
      .map(([host]) => host);
  }

  add(host: string, task: () => Promise<void>): void {
    const known = this.#hosts.get(host) ?? { waiting: [], running: 0 };
    this.#hosts.set(host, known);
    known.waiting.push(task);
    this.#size += 1;
    this.#offer(host, known);
    this.#start();
  }

  /** Removes what waits, of one host or of all. */
  clear(only?: string): void {
    for (const [host, known] of this.#hosts) {
      if (only !== undefined && host !== only) continue;
      this.#size -= known.waiting.splice(0).length;
      if (known.running === 0) this.#hosts.delete(host);
    }
    this.#wake();
  }

  /** Resolves when a task ends or the queue is cleared. */
  async change(): Promise<void> {
    await this.#changed.promise;
  }

  #offer(host: string, { waiting, running }: Host): void {
    const limit = isOwnNetwork(host) ? ownNetworkConcurrency : 1;
    if (waiting.length > 0 && running < limit && !this.#ready.includes(host)) this.#ready.push(host);
  }

  #start(): void {
    while (this.#running < this.#options.concurrency) {
      const host = this.#ready.shift();
      const known = host === undefined ? undefined : this.#hosts.get(host);
      const task = known?.waiting.shift();
      if (host === undefined) return;
      if (!known || !task) continue;
      this.#running += 1;
      known.running += 1;
      this.#offer(host, known);
      void this.#run(host, known, task);
    }
  }

  async #run(host: string, known: Host, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } finally {
      this.#running -= 1;
      this.#size -= 1;
      this.#wake();
      this.#start();
      // Also if nothing waits: the next task of this host may be added meanwhile.
      if (!isOwnNetwork(host)) await sleep(this.#options.pauseMs, undefined, { ref: false });
      known.running -= 1;
      if (known.waiting.length === 0 && known.running === 0) this.#hosts.delete(host);
      this.#offer(host, known);
      this.#start();
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
