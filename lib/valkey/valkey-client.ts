import type { RedisOptions, Valkey } from "iovalkey";
import { log } from "../log/log.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { guardReplies } from "./guard-replies.ts";
import { parseValkeyAddress } from "./valkey-address.ts";

/** The result of a call, or that Valkey is not available; then the caller goes on without it. */
export type ValkeyResult<T> = { isAvailable: true; value: T } | { isAvailable: false };

const unavailable: ValkeyResult<never> = { isAvailable: false };

interface ValkeyClientOptions {
  url: string;
  /** Precedes every key. */
  prefix: string;
  /** Milliseconds that a call may take, including the connection if there is none yet. */
  timeoutMs?: number;
  /** Calls that may wait for a response at once; further ones find Valkey unavailable. */
  maxPending?: number;
  breaker?: CircuitBreaker;
  /** Logs nothing, because another client of the same server does. */
  isQuiet?: boolean;
}

/** Milliseconds for a connection; a call waits for it no longer than for its response. */
const connectTimeoutMs = 2_000;

/** Bytes that a server may send between two replies. A page has 512 KB at most, and several may arrive together. */
const maxUnreadBytes = 32 * 1024 * 1024;

/** Why Valkey cannot be used. `readOnly`: it accepts no writes; `refused`: no access; `unusable`: any other reason. */
export const valkeyFailures = ["silent", "full", "readOnly", "refused", "unusable"] as const;
export type ValkeyFailure = (typeof valkeyFailures)[number];

/**
 * Errors of a server that will refuse further calls too: full, a replica, without rights, unable to save, loading, or
 * with a configuration that does not fit.
 */
const refusal = /^(?:OOM|READONLY|NOAUTH|WRONGPASS|NOPERM|MISCONF|LOADING|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|MOVED)\b/;

/**
 * A Valkey server that may be away at any time. A call never throws, and waits 50 ms at most. After three consecutive
 * failures, or one refusal, the circuit breaker opens: calls return at once, and one probe a second writes a key.
 * Nothing is queued or repeated. It logs one line when the server is lost, and one when it is back.
 */
export class ValkeyClient {
  readonly prefix: string;
  /** Calls that were sent, calls that failed or had no response in time, and probes. */
  readonly counts = { sent: 0, failed: 0, probes: 0 };
  readonly #options: RedisOptions;
  readonly #timeoutMs: number;
  readonly #maxPending: number;
  readonly #breaker: CircuitBreaker;
  readonly #isQuiet: boolean;
  #connection: Promise<Valkey> | undefined;
  #client: Valkey | undefined;
  #failure: ValkeyFailure = "silent";
  #pending = 0;
  /** Bytes that arrived since the last reply. */
  #unreadBytes = 0;
  #closed = false;

  constructor({
    url,
    prefix,
    timeoutMs = 50,
    maxPending = 1_000,
    breaker = new CircuitBreaker(),
    isQuiet = false,
  }: ValkeyClientOptions) {
    const address = parseValkeyAddress(url);
    if (!address) throw new Error("VALKEY_URL is not an address of a Valkey server.");
    this.prefix = prefix;
    this.#timeoutMs = timeoutMs;
    this.#maxPending = maxPending;
    this.#breaker = breaker;
    this.#isQuiet = isQuiet;
    this.#options = {
      ...address,
      lazyConnect: true,
      connectTimeout: connectTimeoutMs,
      // A connection that was lost is opened again by the next call or probe.
      retryStrategy: () => null,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      keepAlive: 30_000,
    };
  }

  get isOpen(): boolean {
    return this.#breaker.isOpen;
  }

  /** Returns why Valkey has been unavailable for `minMs` or longer; undefined while it is available, or for less. */
  findFailure(minMs: number): ValkeyFailure | undefined {
    const { openMs } = this.#breaker;
    return openMs !== undefined && openMs >= minMs ? this.#failure : undefined;
  }

  /** Runs commands on the server. They must not depend on each other's order with other calls. */
  async run<T>(command: (client: Valkey) => Promise<T>): Promise<ValkeyResult<T>> {
    if (this.#closed) return unavailable;
    if (this.#breaker.isOpen) {
      if (this.#breaker.beginProbe()) void this.#probe();
      return unavailable;
    }
    if (this.#pending >= this.#maxPending) return unavailable;
    this.#pending += 1;
    this.counts.sent += 1;
    try {
      const value = await withinTime(this.#send(command), this.#timeoutMs);
      this.#unreadBytes = 0;
      this.#breaker.recordSuccess();
      return { isAvailable: true, value };
    } catch (error) {
      this.counts.failed += 1;
      this.#fail(error);
      return unavailable;
    } finally {
      this.#pending -= 1;
    }
  }

  /** Connects before the first call, so that it need not wait. */
  async connect(): Promise<void> {
    await this.run((client) => client.ping());
  }

  /** Writes a key, so that a process that makes no calls also notices that Valkey was lost, or is back. */
  async check(): Promise<ValkeyResult<unknown>> {
    return this.run((client) => this.#writeProbe(client));
  }

  /** Ends the connection. Later calls find Valkey unavailable. */
  close(): void {
    this.#closed = true;
    this.#disconnect();
  }

  #fail(error: unknown): void {
    const isRefusal = error instanceof Error && refusal.test(error.message);
    this.#failure = classifyFailure(error);
    if (this.#closed || !this.#breaker.recordFailure(isRefusal)) return;
    if (!this.#isQuiet)
      log.warn(
        { reason: describeError(error) },
        "Valkey is not available: the site goes on without it and keeps trying",
      );
    this.#disconnect();
  }

  async #send<T>(command: (client: Valkey) => Promise<T>): Promise<T> {
    return command(this.#client ?? (await this.#connect()));
  }

  #connect(): Promise<Valkey> {
    this.#connection ??= this.#open().finally(() => {
      this.#connection = undefined;
    });
    return this.#connection;
  }

  async #open(): Promise<Valkey> {
    const { Valkey } = await import("iovalkey");
    const client = new Valkey(this.#options);
    let failure: unknown;
    client.on("error", (error) => {
      failure ??= error;
    });
    client.on("connect", () => {
      this.#unreadBytes = 0;
      guardReplies(client.stream, (bytes) => {
        this.#unreadBytes += bytes;
        return this.#unreadBytes <= maxUnreadBytes;
      });
    });
    client.on("end", () => {
      if (this.#client === client) this.#client = undefined;
    });
    try {
      await withinTime(client.connect(), connectTimeoutMs);
      // A database number that the server does not have is reported beside the connection, which would use number 0.
      if (failure !== undefined) throw failure;
    } catch (error) {
      endConnection(client);
      throw failure ?? error;
    }
    if (this.#closed) endConnection(client);
    else this.#client = client;
    // An idle connection must not keep a command of the command line running.
    client.stream.unref();
    return client;
  }

  #disconnect(): void {
    if (this.#client) endConnection(this.#client);
    this.#client = undefined;
  }

  async #probe(): Promise<void> {
    this.counts.probes += 1;
    let succeeded = false;
    try {
      const client = this.#client ?? (await this.#connect());
      await withinTime(this.#writeProbe(client), this.#timeoutMs);
      succeeded = true;
    } catch (error) {
      this.#failure = classifyFailure(error);
      this.#disconnect();
    }
    this.#breaker.endProbe(succeeded);
    if (succeeded && !this.#closed && !this.#isQuiet) log.info("Valkey is available again");
  }

  /** A write: PING succeeds also on a full server and on a replica. */
  #writeProbe(client: Valkey): Promise<unknown> {
    return client.set(`${this.prefix}probe`, "1", "EX", 60);
  }
}

/**
 * Rejects after `ms`. A thread that was busy for longer than that reads responses that have arrived meanwhile before it
 * gives up.
 */
function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => setImmediate(reject, new Error("no response in time")), ms);
  work.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}

/** A frozen server would never answer QUIT. */
function endConnection(client: Valkey): void {
  client.disconnect();
  client.stream?.destroy();
}

/** The failure for the first word of a refusal. */
const failuresByWord: Record<string, ValkeyFailure> = {
  OOM: "full",
  READONLY: "readOnly",
  MISCONF: "readOnly",
  NOREPLICAS: "readOnly",
  MASTERDOWN: "readOnly",
  NOAUTH: "refused",
  WRONGPASS: "refused",
  NOPERM: "refused",
  CLUSTERDOWN: "unusable",
  MOVED: "unusable",
};

function classifyFailure(error: unknown): ValkeyFailure {
  if (!(error instanceof Error)) return "unusable";
  const word = refusal.exec(error.message)?.[0];
  if (word) return failuresByWord[word] ?? "silent";
  // VALKEY_URL names a database number that Valkey does not have.
  if (error.message.startsWith("ERR DB index")) return "refused";
  return ["ReplyError", "ParserError"].includes(error.name) ? "unusable" : "silent";
}

/** The kind of an error, without the text of a command, an address or a password. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  // A server that does not know AUTH quotes its arguments, the password among them.
  const [message = ""] = error.message.split(", with args");
  return refusal.exec(message)?.[0] ?? message.slice(0, 100);
}
