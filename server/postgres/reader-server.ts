import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type postgres from "postgres";
import { type Availability, type DatabaseState, DatabaseWatch } from "#db/database-watch.ts";
import { openLastingConnection } from "#db/single-connection.ts";
import { log } from "#lib/log/log.ts";
import { hasReplayed, type ReplayPosition } from "../page-cache/replay-progress.ts";
import { placeOf } from "./check-database.ts";

/** How often each replica is asked how far it is (ms). */
const checkIntervalMs = 1_000;
/** A replica that has not replayed what the primary had written this long ago (ms) is not read from. */
const maxLagMs = 5_000;
/** A replica that failed is not tried again before this time (ms): each change of the server costs all pages in memory. */
const avoidedMs = 30_000;
const answerTimeoutMs = 3_000;
/** A problem that lasts is logged again after this time (ms). */
const maxSilenceMs = 3_600_000;

/** What one server answered: its cluster, and how far its log is written or replayed. */
interface ServerState extends ReplayPosition {
  isStandby: boolean;
  /** It was asked through a pooler, which gives its clients process ids of its own. */
  isPooled: boolean;
  cluster: string;
}

interface Probe {
  readonly url: string;
  sql: postgres.Sql;
}

interface Replica extends Probe {
  /** Whether shared pages may be rendered from it. */
  isFit: boolean;
  avoidedUntil: number;
  /** Why not, as it was last logged. */
  problem: string | undefined;
  loggedAt: number;
}

interface ReaderServerOptions {
  /** The replicas (DATABASE_REPLICA_URLS). */
  replicas: readonly string[];
  /** The primary past a pooler, and what is known about its availability. */
  primaryUrl: string;
  primary: Availability;
  /** Tells processes apart, so that they spread over the replicas. */
  process: string;
  checkMs?: number;
  lagMs?: number;
  avoidMs?: number;
}

/**
 * The server from which this process renders shared pages: one replica, always the same while it can be used, else the
 * next one, else the primary. As `Availability` it says whether that server responds.
 */
export class ReaderServer implements Availability {
  readonly #options: Required<ReaderServerOptions>;
  readonly #replicas: Replica[];
  readonly #primary: Probe;
  /** How far the primary was, oldest first. */
  #written: ({ at: number } & ReplayPosition)[] = [];
  #current: Replica | undefined;
  #watch: DatabaseWatch | undefined;
  #unfollow: () => void;
  readonly #switchListeners = new Set<() => void>();
  readonly #stateListeners = new Set<(state: DatabaseState) => void>();
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Resolves when the first server is chosen. */
  static async open(options: ReaderServerOptions): Promise<ReaderServer> {
    const reader = new ReaderServer(options);
    await reader.#check();
    return reader;
  }

  private constructor(options: ReaderServerOptions) {
    this.#options = { checkMs: checkIntervalMs, lagMs: maxLagMs, avoidMs: avoidedMs, ...options };
    const { replicas, primaryUrl, primary, process } = options;
    const first = createHash("sha256").update(`${hostname()} ${process}`).digest().readUInt32BE() % replicas.length;
    this.#replicas = [...replicas.slice(first), ...replicas.slice(0, first)].map((url) => ({
      url,
      isFit: false,
      avoidedUntil: Number.NEGATIVE_INFINITY,
      problem: undefined,
      loggedAt: Number.NEGATIVE_INFINITY,
      sql: openProbe(url),
    }));
    this.#primary = { url: primaryUrl, sql: openProbe(primaryUrl) };
    this.#unfollow = primary.onChange((state) => this.#notify(state));
  }

  /** The replica's address; undefined: pages are rendered from the primary. */
  get url(): string | undefined {
    return this.#current?.url;
  }

  get state(): DatabaseState {
    return (this.#watch ?? this.#options.primary).state;
  }

  suspect(): void {
    (this.#watch ?? this.#options.primary).suspect();
  }

  onChange(listener: (state: DatabaseState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Calls `listener` when pages are to be rendered from another server, before the first of them is. */
  onSwitch(listener: () => void): () => void {
    this.#switchListeners.add(listener);
    return () => this.#switchListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#unfollow();
    await Promise.all([
      this.#watch?.close(),
      ...[this.#primary, ...this.#replicas].map(({ sql }) => sql.end({ timeout: 0 })),
    ]);
    await this.#checking;
  }

  async #check(): Promise<void> {
    const [primary, ...states] = await Promise.all([
      readState(this.#primary),
      ...this.#replicas.map((replica) => readState(replica)),
    ]);
    if (this.#isClosed) return;
    const now = performance.now();
    const written = typeof primary === "string" ? undefined : primary;
    if (written) this.#written.push({ at: now, lsn: written.lsn, timeline: written.timeline });
    // The newest position that is old enough, and those after it.
    const old = this.#written.findLastIndex(({ at }) => at <= now - this.#options.lagMs);
    if (old > 0) this.#written = this.#written.slice(old);
    // A primary that died may have written what no replica will ever get.
    const required = old < 0 || !written ? undefined : this.#written[0];
    for (const [n, replica] of this.#replicas.entries()) {
      const isPrimaryAway = !written || this.#options.primary.state === "down";
      const problem = findProblem(states[n], { written, required, wasFit: replica.isFit, isPrimaryAway });
      replica.isFit = problem === undefined;
      this.#logProblem(replica, problem);
    }
    this.#choose();
    this.#timer = setTimeout(() => {
      this.#checking = this.#check();
    }, this.#options.checkMs);
    this.#timer.unref();
  }

  /** Once for each problem, and not often for one that comes and goes. */
  #logProblem(replica: Replica, problem: string | undefined): void {
    const now = performance.now();
    if (problem === undefined || (problem === replica.problem && now - replica.loggedAt < maxSilenceMs)) return;
    if (now - replica.loggedAt < this.#options.avoidMs) return;
    [replica.problem, replica.loggedAt] = [problem, now];
    log.warn(`No page is rendered from the replica ${placeOf(replica.url)}: ${problem}.`);
  }

  /** Leaves a server that cannot be used, and otherwise changes nothing but from the primary to a replica. */
  #choose(): void {
    const now = performance.now();
    const current = this.#current;
    if (current?.isFit && this.#watch?.state !== "down") return;
    if (current) current.avoidedUntil = now + this.#options.avoidMs;
    const next = this.#replicas.find(({ isFit, avoidedUntil }) => isFit && now >= avoidedUntil);
    if (next === current) return;
    void this.#watch?.close();
    this.#current = next;
    this.#watch = next && new DatabaseWatch(next.url);
    this.#watch?.onChange((state) => {
      if (state === "down") this.#choose();
      this.#notify(this.state);
    });
    const from = next ? `the replica ${placeOf(next.url)}` : "the primary";
    if (current)
      log.warn(
        `The replica ${placeOf(current.url)} does not respond, is too far behind or is no standby any more: pages are rendered from ${from}.`,
      );
    else log.info(`Pages are rendered from ${from}.`);
    for (const listener of [...this.#switchListeners]) listener();
    this.#notify(this.state);
  }

  #notify(state: DatabaseState): void {
    if (this.#isClosed || state !== this.state) return;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

/** Why no page may be rendered from a replica that gave this answer; undefined if they may. */
function findProblem(
  state: ServerState | string | undefined,
  {
    written,
    required,
    wasFit,
    isPrimaryAway,
  }: {
    written: ServerState | undefined;
    required: ReplayPosition | undefined;
    wasFit: boolean;
    isPrimaryAway: boolean;
  },
): string | undefined {
  if (state === undefined || typeof state === "string") return `it does not answer (${state})`;
  // Its connections outlive a restart of the standby, which may then lack what pages have shown.
  if (state.isPooled) return "a pooler is in front of it";
  // One that takes over is read until the primary's address leads to it, a moment later.
  if (!state.isStandby && !(wasFit && isPrimaryAway)) return "it accepts writes, so it is no standby";
  // Without the primary nothing can be compared: what was fit stays so.
  if (!written && !wasFit) return "the primary does not answer, so it is not known whether it is a standby of it";
  if (written && state.cluster !== written.cluster) return "it is a standby of another server than DATABASE_URL's";
  return required === undefined || hasReplayed(state, required) ? undefined : "it is too far behind the primary";
}

const openProbe = (url: string) =>
  openLastingConnection(url, { prepare: false, connect_timeout: answerTimeoutMs / 1_000, backoff: () => 0 });

/** Returns the reason if the server does not answer, or not in time. */
async function readState(probe: Probe): Promise<ServerState | string> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), answerTimeoutMs);
  try {
    const query = probe.sql<{ isStandby: boolean; pid: number; cluster: string; lsn: string; timeline: number }[]>`
      select pg_is_in_recovery() as "isStandby", pg_backend_pid() as pid, system_identifier::text as cluster,
        pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, '0/0')::text as lsn,
        coalesce((select max(timeline) from changes), 0) as timeline
      from pg_control_system()`;
    const rows = await Promise.race([query, late]);
    if (!rows) {
      // The other end may have disappeared without notice.
      void probe.sql.end({ timeout: 0 });
      probe.sql = openProbe(probe.url);
      query.catch(() => {});
    }
    const row = rows?.[0];
    if (!row) return "no answer in time";
    return { ...row, lsn: BigInt(row.lsn ?? 0), isPooled: row.pid !== rows.state.pid };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
