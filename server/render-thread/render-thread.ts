import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Availability } from "#db/database-watch.ts";
import { noteDatabaseFailures } from "#db/guarded-pool.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { hasFreshReads } from "#lib/cache/cached.ts";
import { readEarlierResult } from "#lib/cache/request-context.ts";
import { writeLogLine } from "#lib/log/log.ts";
import type { ThreadFigures } from "#lib/metrics/thread-metrics.ts";
import type { RenderedPage, RenderPage } from "../page-cache/page-renderer.ts";
import { forwardRequest } from "./forward-request.ts";
import type { MessageToMainThread, MessageToRenderThread, RenderThreadSettings } from "./messages.ts";
import { receivedRender } from "./page-transfer.ts";
import { PortConnection } from "./port-connection.ts";

interface RenderThreadOptions {
  settings: RenderThreadSettings;
  availability: Availability;
  /** Heap limits of the thread (MB). */
  heap: { old: number; young: number };
  /** Called if the thread has ended or hangs, although it was not stopped. */
  onDeath(reason: unknown): void;
  /** Instead of the thread with Next. */
  file?: URL;
  /** The interval between pings (ms). */
  pingMs?: number;
}

/** With this many pings unanswered (a minute) the thread hangs. A machine's sleep does not change their number. */
const maxMissedPings = 12;
const defaultPingMs = 5_000;

/**
 * The thread in which Next runs, as the main thread uses it: it renders shared pages and answers requests for one client
 * (docs/decisions/049-next-in-a-worker-thread.md).
 */
export class RenderThread {
  readonly #worker: Worker;
  readonly #options: RenderThreadOptions;
  readonly #connections = new Map<number, PortConnection>();
  /** Calls for requests that the thread has not finished. */
  readonly #handled = new Map<number, () => void>();
  readonly #renders = new Map<number, PromiseWithResolvers<RenderedPage>>();
  readonly #measurements = new Map<number, (figures: ThreadFigures) => void>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  #isOver = false;
  #missedPings = 0;
  #lastId = 0;

  /** Starts the thread. Resolves when it can render. */
  static async start(options: RenderThreadOptions): Promise<RenderThread> {
    const thread = new RenderThread(options);
    await thread.#ready.promise;
    thread.#watch();
    return thread;
  }

  private constructor(options: RenderThreadOptions) {
    this.#options = options;
    const { settings, availability, heap, file = new URL("./thread-entry.ts", import.meta.url) } = options;
    this.#worker = new Worker(file, {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: heap.old, maxYoungGenerationSizeMb: heap.young },
      // The modules and flags of the process are for the main thread.
      execArgv: [],
    });
    this.#worker.on("message", (message: MessageToMainThread) => this.#receive(message));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", (code) => {
      this.#exited.resolve();
      this.#end(new Error(`The render thread ended with code ${code}.`));
    });
    invalidations.follow((tags, urgency) => this.#post({ type: "invalidation", tags, urgency }));
    availability.onChange((state) => this.#post({ type: "databaseState", state }));
    this.#post({ type: "databaseState", state: availability.state });
  }

  /**
   * Lets Next answer a request for one client. If the client leaves, it rejects when the thread has finished its work on
   * the request: until then the request counts as running, so that a client cannot start more by leaving.
   */
  readonly handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const id = this.#newId();
    const connection = new PortConnection(id, (message, transfer) => this.#post(message, transfer));
    this.#connections.set(id, connection);
    connection.once("close", () => this.#connections.delete(id));
    // The request reports the error.
    connection.on("error", () => {});
    const handled = Promise.withResolvers<void>();
    this.#handled.set(id, handled.resolve);
    const trace = globalThis.vigieTracing?.current;
    this.#post({ type: "connect", id, result: readEarlierResult(), isFresh: hasFreshReads(), trace });
    try {
      await forwardRequest(req, res, connection);
    } catch (error) {
      if (res.destroyed) await handled.promise;
      throw error;
    }
  };

  /** Renders a shared page. */
  readonly render: RenderPage = (key, sources, isFromPrimary = false) => {
    const id = this.#newId();
    const pending = Promise.withResolvers<RenderedPage>();
    this.#renders.set(id, pending);
    this.#post({ type: "render", id, key, sources, isFromPrimary, trace: globalThis.vigieTracing?.current });
    return pending.promise;
  };

  /** Renders shared pages from this replica from now on; undefined: from the primary. */
  readFrom(url: string | undefined): void {
    this.#post({ type: "readFrom", url });
  }

  /**
   * Resolves to what the thread counted; to undefined if it is busy for longer than `timeoutMs`. `restart`: its peaks are
   * measured anew from now.
   */
  async measure(restart: boolean, timeoutMs: number): Promise<ThreadFigures | undefined> {
    if (this.#isOver) return undefined;
    const id = this.#newId();
    const { promise, resolve } = Promise.withResolvers<ThreadFigures>();
    this.#measurements.set(id, resolve);
    this.#post({ type: "measure", id, restart });
    const figures = await Promise.race([promise, sleep(timeoutMs, undefined, { ref: false })]);
    this.#measurements.delete(id);
    return figures;
  }

  /** Lets the thread finish what runs, and ends it; at once if `force` is aborted. */
  async stop(force?: AbortSignal): Promise<void> {
    this.#isOver = true;
    this.#post({ type: "stop" });
    const end = () => void this.#worker.terminate();
    if (force?.aborted) end();
    else force?.addEventListener("abort", end);
    await this.#exited.promise;
  }

  #newId(): number {
    if (this.#isOver) throw new Error("The render thread has ended.");
    this.#lastId += 1;
    return this.#lastId;
  }

  #post(message: MessageToRenderThread, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #receive(message: MessageToMainThread): void {
    switch (message.type) {
      case "ready":
        this.#ready.resolve();
        break;
      case "rendered":
        this.#settle(message);
        break;
      case "invalidation":
        invalidations.recordReceived(message.tags, message.urgency);
        break;
      case "committed":
        for (const change of message.changes)
          if (change.tags.length > 0) invalidations.recordReceived(change.tags, change.urgency, change);
        globalThis.vigieCommitHooks?.noteRecorded(message.changes);
        break;
      case "announce":
        globalThis.vigieCommitHooks?.announce();
        break;
      case "parse":
        void this.#parse(message);
        break;
      case "handled":
        this.#handled.get(message.id)?.();
        this.#handled.delete(message.id);
        break;
      case "databaseFailures":
        noteDatabaseFailures(message.count);
        break;
      case "suspectDatabase":
        this.#options.availability.suspect();
        break;
      case "logLine":
        writeLogLine(message.line);
        break;
      case "measured":
        this.#measurements.get(message.id)?.(message.figures);
        break;
      case "pong":
        this.#missedPings = 0;
        break;
      default:
        this.#connections.get(message.id)?.receive(message);
    }
  }

  #settle({ id, page, message }: Extract<MessageToMainThread, { type: "rendered" }>): void {
    const pending = this.#renders.get(id);
    this.#renders.delete(id);
    if (page) pending?.resolve(receivedRender(page));
    else pending?.reject(new Error(message));
  }

  async #parse({ id, queue, task, client }: Extract<MessageToMainThread, { type: "parse" }>): Promise<void> {
    try {
      const outcome = await globalThis.vigieParsers?.[queue].run(task, client);
      this.#post({ type: "parsed", id, outcome, message: "There are no parser threads." });
    } catch (error) {
      this.#post({ type: "parsed", id, outcome: undefined, message: error instanceof Error ? error.message : "" });
    }
  }

  #watch(): void {
    const timer = setInterval(() => {
      if (this.#missedPings >= maxMissedPings) this.#end(new Error("The render thread does not answer."));
      if (this.#isOver) return clearInterval(timer);
      this.#missedPings += 1;
      this.#post({ type: "ping" });
    }, this.#options.pingMs ?? defaultPingMs);
    timer.unref();
  }

  #end(reason: unknown): void {
    for (const { reject } of this.#renders.values()) reject(new Error("The render thread has ended."));
    this.#renders.clear();
    for (const [id, connection] of this.#connections) connection.receive({ type: "close", id });
    for (const resolve of this.#handled.values()) resolve();
    this.#handled.clear();
    this.#ready.reject(reason);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onDeath(reason);
  }
}
