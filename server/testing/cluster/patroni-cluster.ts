import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { findSystemUser } from "#server/postgres/binaries.ts";
import { applicationRole } from "#server/postgres/roles.ts";
import { isRunning } from "#server/process/processes.mjs";
import { readMachineSample } from "./machine-samples.ts";
import { accepts } from "./system-programs.ts";
import { findProgram, type Say, TrackedProcess, trackProcess, waitUntil } from "./tracked-process.ts";

/** Of a database that exists for a test only. */
const password = "0123456789abcdef";
const postgresFolder = "/usr/lib/postgresql/17/bin";
/** Two machines with PostgreSQL and etcd, and a third with etcd only. */
const machineNumbers = [1, 2] as const;
const etcdNumbers = [1, 2, 3] as const;
/** A member that starts may first have to copy the database. */
const startTimeoutMs = 180_000;

interface Member {
  name: string;
  role: string;
  state: string;
}

/** One machine: its member of etcd, and Patroni with its PostgreSQL. */
export class DatabaseMachine {
  readonly name: string;
  readonly address: string;
  readonly dataDir: string;
  readonly #startPatroni: () => TrackedProcess;
  #patroni: TrackedProcess | undefined;

  constructor(name: string, address: string, dataDir: string, startPatroni: () => TrackedProcess) {
    this.name = name;
    this.address = address;
    this.dataDir = dataDir;
    this.#startPatroni = startPatroni;
  }

  get isRunning(): boolean {
    return this.#patroni?.isRunning === true;
  }

  /** The main process of its PostgreSQL. */
  get postgresPid(): number | undefined {
    const file = path.join(this.dataDir, "postmaster.pid");
    if (!existsSync(file)) return undefined;
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return isRunning(pid) ? pid : undefined;
  }

  /** Starts Patroni, also after `kill`, and waits until its PostgreSQL is a primary or follows one. */
  async start(): Promise<void> {
    const patroni = this.#startPatroni();
    this.#patroni = patroni;
    await patroni.until(`${this.name} runs`, () => this.isHealthy(), startTimeoutMs);
    const pid = this.postgresPid;
    if (pid) trackProcess(pid);
  }

  /** Whether it is a primary, or a standby that follows one. */
  async isHealthy(): Promise<boolean> {
    const [own] = (await this.readMembers()).filter(({ name }) => name === this.name);
    return own !== undefined && (own.role === "leader" ? own.state === "running" : own.state === "streaming");
  }

  /** The members of the cluster as this one knows them; none if it does not answer. */
  async readMembers(): Promise<Member[]> {
    try {
      const signal = AbortSignal.timeout(5_000);
      const { members }: { members?: Member[] } = await (
        await fetch(`http://${this.address}:8008/cluster`, { signal })
      ).json();
      return members ?? [];
    } catch {
      return [];
    }
  }

  /** Kills Patroni and all processes of PostgreSQL at the same moment, as a machine does that loses its power. */
  async kill(): Promise<void> {
    const postgres = this.postgresPid;
    const sessions = postgres ? childrenOf(postgres) : [];
    const killed = this.#patroni?.kill();
    for (const pid of [postgres, ...sessions]) if (pid) endProcess(pid, "SIGKILL");
    await killed;
    await waitUntil(`the end of ${this.name}`, () => [postgres, ...sessions].every((pid) => !pid || !isRunning(pid)));
  }

  /** Kills PostgreSQL alone; Patroni notices it. */
  killPostgres(): void {
    if (this.postgresPid) endProcess(this.postgresPid, "SIGKILL");
  }

  /** Starts PostgreSQL by hand, without Patroni, as an operator should not. */
  startPostgresAlone(): TrackedProcess {
    const options = ["-D", this.dataDir, "-c", `listen_addresses=${this.address}`];
    return new TrackedProcess(path.join(postgresFolder, "postgres"), options, {
      cwd: this.dataDir,
      log: path.join(path.dirname(this.dataDir), `${this.name}-alone.log`),
      ...findSystemUser(),
    });
  }
}

/** The documented etcd and Patroni on 127.x.y.1 to 3, with an empty database for the application. */
export class PatroniCluster {
  /** Its addresses begin so, instead of with 10.0.0 as in the samples. */
  readonly network: string;
  readonly machines: readonly DatabaseMachine[];
  readonly #etcdMembers = new Map<number, TrackedProcess>();
  readonly #folder: string;

  /** Starts it in `folder`. Resolves to undefined, after a line to `say`, where a program is not installed. */
  static async start(folder: string, say?: Say): Promise<PatroniCluster | undefined> {
    if (!isPatroniInstalled(say)) return undefined;
    const cluster = new PatroniCluster(folder, await findNetwork());
    try {
      await cluster.#start();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  private constructor(folder: string, network: string) {
    this.#folder = folder;
    this.network = network;
    this.machines = machineNumbers.map((n) => {
      const dataDir = path.join(folder, `pg${n}`, "data");
      return new DatabaseMachine(`pg${n}`, `${network}.${n}`, dataDir, () => this.#startPatroni(n));
    });
  }

  async #start(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    this.#makeCertificate();
    this.startEtcdMembers();
    await waitUntil("etcd answers", () => accepts(2379, `${this.network}.1`));
    const [first, ...others] = this.machines;
    await first?.start();
    for (const one of others) await one.start();
    await this.waitForStandby();
    await this.withSql(await this.findPrimary(), "postgres", async (sql) => {
      await sql.unsafe(`create role ${applicationRole} login password '${password}'`);
      await sql.unsafe(`create database ${applicationRole} owner ${applicationRole}`);
    });
  }

  /** Starts the members of etcd that do not run. */
  startEtcdMembers(): void {
    for (const n of etcdNumbers) if (!this.#etcdMembers.get(n)?.isRunning) this.#etcdMembers.set(n, this.#startEtcd(n));
  }

  /** Kills so many members of etcd; of three, two are a majority. */
  async killEtcdMembers(count: number): Promise<void> {
    await Promise.all([...this.#etcdMembers.values()].slice(-count).map((one) => one.kill()));
  }

  /** Makes the standby the primary, as an operator does before work on the primary's machine. */
  async switchOver(): Promise<void> {
    const { address, name } = await this.findPrimary();
    const response = await fetch(`http://${address}:8008/switchover`, {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`patroni:${password}`)}` },
      body: JSON.stringify({ leader: name }),
    });
    if (!response.ok) throw new Error(`Patroni refused the switchover: ${await response.text()}`);
  }

  /**
   * Makes the certificate of step 1 of docs/several-machines.md, here also for 127.0.0.1, from where members connect.
   */
  #makeCertificate(): void {
    const names = ["127.0.0.1", ...etcdNumbers.map((n) => `${this.network}.${n}`)].map((address) => `IP:${address}`);
    const key = path.join(this.#folder, "etcd-key.pem");
    const made = spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-subj", "/CN=etcd"],
      ...["-addext", `subjectAltName=${names}`, "-addext", "extendedKeyUsage=serverAuth,clientAuth"],
      ...["-keyout", key, "-out", path.join(this.#folder, "etcd.pem")],
    ]);
    if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
    // Patroni reads it as another user.
    chmodSync(key, 0o644);
  }

  #startEtcd(n: number): TrackedProcess {
    const sample = readMachineSample("etcd.env", [
      ["/var/lib/etcd/vigie", path.join(this.#folder, `etcd${n}`)],
      ["ETCD_NAME=etcd1", `ETCD_NAME=etcd${n}`],
      // All but the list of members name the machine itself.
      [/^(ETCD_(?:LISTEN|INITIAL_ADVERTISE|ADVERTISE)_\w+=https:\/\/)10\.0\.0\.1/gm, `$110.0.0.${n}`],
      ["10.0.0.", `${this.network}.`],
      ["/etc/etcd", this.#folder],
    ]);
    const lines = sample.split("\n").filter((line) => line.startsWith("ETCD_"));
    const settings = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    return new TrackedProcess(findProgram("etcd") ?? "etcd", ["--log-level=error"], {
      cwd: this.#folder,
      env: { ...process.env, ...settings, ETCD_UNSAFE_NO_FSYNC: "true" },
      log: path.join(this.#folder, `etcd${n}.log`),
    });
  }

  #startPatroni(n: number): TrackedProcess {
    const folder = path.join(this.#folder, `pg${n}`);
    const file = path.join(folder, "patroni.yml");
    mkdirSync(folder, { recursive: true });
    const sample = readMachineSample("patroni.yml", [
      ["name: pg1", `name: pg${n}`],
      [/^( +(?:listen|connect_address): )10\.0\.0\.1/gm, `$110.0.0.${n}`],
      // Connections from this machine come from 127.0.0.1.
      ["10.0.0.0/24", "127.0.0.0/8"],
      ["10.0.0.", `${this.network}.`],
      ["/etc/patroni", this.#folder],
      [/[A-Z]+-PASSWORD/g, password],
      ["/var/lib/postgresql/17/vigie", path.join(folder, "data")],
      ["/var/lib/postgresql/patroni.pgpass", path.join(folder, "pgpass")],
      // Killed processes lose nothing that the kernel has.
      ["unix_socket_directories: /var/run/postgresql", `unix_socket_directories: ${folder}\n    fsync: "off"`],
      // It would stop this machine.
      ["mode: automatic", 'mode: "off"'],
    ]);
    writeFileSync(file, sample);
    const user = findSystemUser();
    if (user) for (const each of [folder, file]) chownSync(each, user.uid, user.gid);
    return new TrackedProcess(findProgram("patroni") ?? "patroni", [file], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", NODE_ENV: "test" },
      log: path.join(folder, "patroni.log"),
      ...user,
    });
  }

  /** The application's address of the database at this port of 127.0.0.1, such as HAProxy's. */
  urlAt(port: number, host = "127.0.0.1"): string {
    return `postgres://${applicationRole}:${password}@${host}:${port}/${applicationRole}`;
  }

  /** Runs statements as the superuser on one machine, over a connection of their own. */
  async withSql<T>(
    { address }: DatabaseMachine,
    database: string,
    work: (sql: postgres.Sql) => Promise<T>,
  ): Promise<T> {
    const sql = postgres(`postgres://postgres:${password}@${address}:5432/${database}`, { max: 1, onnotice: () => {} });
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  /** Waits until a machine is the primary. */
  async findPrimary(): Promise<DatabaseMachine> {
    let found: DatabaseMachine | undefined;
    await waitUntil("a primary", async () => {
      for (const machine of this.machines) {
        const answer = await fetch(`http://${machine.address}:8008/primary`).catch(() => undefined);
        if (answer?.ok) found = machine;
      }
      return found !== undefined;
    });
    return found ?? this.findPrimary();
  }

  /** Waits until a synchronous standby streams: every commit is then on both machines. */
  async waitForStandby(): Promise<void> {
    await waitUntil("a synchronous standby", async () => {
      const members = (await Promise.all(this.machines.map((one) => one.readMembers()))).find((all) => all.length > 1);
      return members?.some(({ role, state }) => role === "sync_standby" && state === "streaming") === true;
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.machines.map((one) => one.kill()));
    await this.killEtcdMembers(etcdNumbers.length);
  }
}

/** Whether Patroni, its module for etcd, etcd and PostgreSQL 17 are on this machine; a line to `say` if not. */
export function isPatroniInstalled(say: Say = () => {}): boolean {
  const [etcd, patroni] = [findProgram("etcd", say), findProgram("patroni", say)];
  if (!etcd || !patroni) return false;
  if (!existsSync(path.join(postgresFolder, "postgres"))) {
    say("PostgreSQL 17 is not on this machine.");
    return false;
  }
  // Debian's package of Patroni only recommends it.
  const python = /^#! ?(\S+)/.exec(readFileSync(patroni, "utf8"))?.[1] ?? "python3";
  const isFound = spawnSync(python, ["-c", "import patroni.dcs.etcd3"], { stdio: "ignore" }).status === 0;
  if (!isFound) say("Patroni lacks its module for etcd (python3-etcd).");
  return isFound;
}

/** A network of loopback addresses on which the ports of the samples are free. */
async function findNetwork(): Promise<string> {
  for (;;) {
    const [second, third] = [20 + Math.floor(Math.random() * 200), Math.floor(Math.random() * 250)];
    const network = `127.${second}.${third}`;
    if (!(await accepts(2379, `${network}.1`))) return network;
  }
}

function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (existsSync(file)) return readFileSync(file, "utf8").trim().split(" ").filter(Boolean).map(Number);
  const { stdout } = spawnSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
  return stdout.split("\n").filter(Boolean).map(Number);
}

function endProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
