import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";

/**
 * Simulates outages of a PostgreSQL: stops its processes at an arbitrary point, or kills them. `keeperPid`: the process that restarts it
 * (server/postgres/supervisor.ts). Linux only.
 */
export class DatabaseOutage {
  readonly #url: string;
  readonly #keeperPid: number;

  constructor(url: string, keeperPid: number) {
    this.#url = url;
    this.#keeperPid = keeperPid;
  }

  #postmaster = 0;

  /** Stops all its processes: connections stay open, but nothing is answered. */
  async freeze(): Promise<void> {
    await this.#find();
    for (const pid of this.#processes()) signal(pid, "SIGSTOP");
  }

  thaw(): void {
    for (const pid of this.#processes()) signal(pid, "SIGCONT");
  }

  /** Kills it with all connections, until `restart`. */
  async kill(): Promise<void> {
    await this.#find();
    process.kill(this.#keeperPid, "SIGSTOP");
    for (const pid of this.#processes()) signal(pid, "SIGKILL");
  }

  /** Makes the keeper restart it; resolves when it accepts connections. */
  async restart(): Promise<void> {
    process.kill(this.#keeperPid, "SIGCONT");
    for (let waited = 0; ; waited += 50) {
      if (await this.#find().catch(() => false)) return;
      if (waited > 60_000) throw new Error("PostgreSQL did not come back.");
      await sleep(50);
    }
  }

  async #find(): Promise<true> {
    const sql = postgres(this.#url, { max: 1, connect_timeout: 2, fetch_types: false, onnotice: () => {} });
    try {
      const [row] = await sql`select pg_backend_pid() as pid`;
      this.#postmaster = parentOf(Number(row?.pid));
      return true;
    } finally {
      await sql.end({ timeout: 0 });
    }
  }

  #processes(): number[] {
    const children = readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && parentOf(pid) === this.#postmaster);
    return [this.#postmaster, ...children];
  }
}

/** Signals a process. A session's process may have ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function parentOf(pid: number): number {
  try {
    // The name, in parentheses, may contain anything; the state and the parent's pid follow it.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return -1;
  }
}
