import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { createCluster, freePort, startServer, stopServer } from "#server/postgres/cluster.ts";
import { type ClusterLocation, findClusterLocation } from "#server/postgres/cluster-location.ts";
import { LogFile } from "#server/postgres/log-file.ts";
import { applicationRole, prepareRoles } from "#server/postgres/roles.ts";
import { trackProcess, waitUntil } from "./tracked-process.ts";

/** Of a database that exists for a test only. */
const password = "0123456789abcdef";

type Running = Awaited<ReturnType<typeof startServer>>;

/**
 * A PostgreSQL from the embedded binaries, without a supervisor: it is not restarted when it is killed. A primary may have
 * streaming standbys.
 */
export class PostgresServer {
  readonly port: number;
  readonly #location: ClusterLocation;
  readonly #log: LogFile;
  #running: Running | undefined;

  private constructor(location: ClusterLocation, log: LogFile, port: number) {
    this.#location = location;
    this.#log = log;
    this.port = port;
  }

  /**
   * Creates and starts a primary in `folder`, with the application's role and its empty database. Without `isDurable` it
   * does not wait for the disk, which is faster; a killed server then still loses nothing, a machine would.
   */
  static async startPrimary(folder: string, { port = 0, isDurable = false } = {}): Promise<PostgresServer> {
    const server = await PostgresServer.#prepare(folder, port);
    await createCluster(server.#location, password, () => {});
    await server.start();
    await prepareRoles(server.port, { application: password, superuser: password }, () => {});
    if (!isDurable) for (const name of ["fsync", "full_page_writes"]) await server.set(name, "off");
    return server;
  }

  static async #prepare(folder: string, port: number): Promise<PostgresServer> {
    mkdirSync(folder, { recursive: true });
    const location = findClusterLocation(folder, () => {});
    return new PostgresServer(location, new LogFile(path.join(folder, "server.log")), await freePort(port));
  }

  /** The application's address. */
  get url(): string {
    return `postgres://${applicationRole}:${password}@127.0.0.1:${this.port}/${applicationRole}`;
  }

  /** The superuser's address of the application's database. */
  get ownerUrl(): string {
    return `postgres://postgres:${password}@127.0.0.1:${this.port}/${applicationRole}`;
  }

  get isRunning(): boolean {
    return this.#running !== undefined && this.#running.exitCode === null && this.#running.signalCode === null;
  }

  /** Starts it, also after `kill` and `stop`. */
  async start(): Promise<void> {
    // A killed server leaves it, and its pid may belong to another process by then.
    rmSync(path.join(this.#data, "postmaster.pid"), { force: true });
    this.#running = await startServer(this.#location, this.port, this.#log);
    trackProcess(this.#running.pid ?? 0);
  }

  async stop(): Promise<void> {
    if (this.#running) await stopServer(this.#running);
  }

  /** Kills the server with all its sessions, as a power failure does. */
  async kill(): Promise<void> {
    const running = this.#running;
    if (!running || !this.isRunning) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await ended;
    // Its processes end when they notice that it is gone; until then the port is theirs.
    await waitUntil("the end of the killed server's processes", async () => (await freePort(this.port)) === this.port);
  }

  /** Changes a setting of the running server. */
  async set(name: string, value: string): Promise<void> {
    await this.withSql(async (sql) => {
      const readLoadTime = async () => (await sql<{ at: string }[]>`select pg_conf_load_time()::text as at`)[0]?.at;
      const before = await readLoadTime();
      await sql.unsafe(`alter system set ${name} = '${value.replaceAll("'", "''")}'`);
      await sql`select pg_reload_conf()`;
      // The reload is asynchronous.
      await waitUntil(`the reload with ${name} = ${value}`, async () => (await readLoadTime()) !== before);
    });
  }

  /** Runs statements as the superuser, over a connection of their own. */
  async withSql<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = postgres(this.ownerUrl, { max: 1, onnotice: () => {} });
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  /** Makes a streaming standby of this server in `folder` from a base backup, and waits until it streams. */
  async startStandby(folder: string, { name = "standby", port = 0 } = {}): Promise<PostgresServer> {
    const standby = await PostgresServer.#prepare(folder, port);
    await this.withSql(async (sql) => {
      // The slot keeps the log for it, however far it is behind.
      await sql`select pg_create_physical_replication_slot(${name}, true)`;
      await sql`select pg_backup_start(${name}, true)`;
      copyData(this.#data, standby.#data);
      const [label] = await sql<{ labelfile: string }[]>`select labelfile from pg_backup_stop(false)`;
      const from = `host=127.0.0.1 port=${this.port} user=postgres password=${password} application_name=${name}`;
      standby.#write("backup_label", label?.labelfile ?? "");
      standby.#write("standby.signal", "");
      standby.#append("postgresql.auto.conf", { primary_conninfo: from, primary_slot_name: name });
    });
    await standby.start();
    await this.#waitForStream(name);
    return standby;
  }

  #waitForStream(name: string): Promise<void> {
    return waitUntil(`the stream to ${name}`, () =>
      this.withSql(async (sql) => {
        const rows = await sql`
          select from pg_stat_replication where application_name = ${name} and state = 'streaming'`;
        return rows.length > 0;
      }),
    );
  }

  get #data(): string {
    return path.join(this.#location.home, "data");
  }

  #write(name: string, text: string, flag = "w"): void {
    const file = path.join(this.#data, name);
    writeFileSync(file, text, { mode: 0o600, flag });
    const { user } = this.#location;
    if (user) chownSync(file, user.uid, user.gid);
  }

  #append(name: string, settings: Record<string, string>): void {
    const lines = Object.entries(settings).map(([key, value]) => `${key} = '${value}'\n`);
    this.#write(name, lines.join(""), "a");
  }

  /** Delays what a standby applies: it stays this far behind its primary (ms). */
  setApplyDelay(ms: number): Promise<void> {
    return this.set("recovery_min_apply_delay", ms === 0 ? "0" : `${ms}ms`);
  }

  async pauseReplay(): Promise<void> {
    await this.withSql(async (sql) => {
      await sql`select pg_wal_replay_pause()`;
      await waitUntil("the pause", async () => {
        const [row] = await sql<{ state: string }[]>`select pg_get_wal_replay_pause_state() as state`;
        return row?.state === "paused";
      });
    });
  }

  async resumeReplay(): Promise<void> {
    await this.withSql((sql) => sql`select pg_wal_replay_resume()`);
  }

  /** Makes a standby the primary, and waits until it accepts writes. */
  async promote(): Promise<void> {
    await this.withSql((sql) => sql`select pg_promote(true, 60)`);
  }

  /** The position in the log that this server has written (a primary) or applied (a standby). */
  async readPosition(): Promise<string> {
    const [row] = await this.withSql(
      (sql) => sql<{ position: string }[]>`
        select (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)::text as position`,
    );
    return row?.position ?? "0/0";
  }

  /** Waits until this standby has applied what another server had written by now. */
  async waitFor(primary: PostgresServer): Promise<void> {
    const target = await primary.readPosition();
    await waitUntil(`the replay of ${target}`, async () => {
      const [row] = await this.withSql(
        (sql) => sql<{ isThere: boolean }[]>`select pg_last_wal_replay_lsn() >= ${target}::pg_lsn as "isThere"`,
      );
      return row?.isThere === true;
    });
  }
}

/** Copies the files of a running server. Files that disappear meanwhile are restored from the log. */
function copyData(from: string, to: string): void {
  const { stderr, error } = spawnSync("cp", ["-a", from, to], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  if (error) throw error;
  const failure = stderr.split("\n").find((line) => line !== "" && !line.includes("No such file or directory"));
  if (failure || !existsSync(path.join(to, "global", "pg_control"))) throw new Error(`The copy failed: ${stderr}`);
  rmSync(path.join(to, "postmaster.pid"), { force: true });
  for (const slot of readdirSync(path.join(to, "pg_replslot")))
    rmSync(path.join(to, "pg_replslot", slot), { recursive: true, force: true });
}
