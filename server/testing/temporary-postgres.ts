import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "#db/client.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { DatabaseOutage } from "./database-outage.ts";

const prefix = "vigie-test-";

/** Creates a DATA_DIR for one test run in the system's temporary folder. Folders of killed runs are removed first. */
export function createTestFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (pid && !isAlive(pid)) removeTestFolder(join(tmpdir(), name));
  }
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // Root's PostgreSQL runs as another user, who must be able to traverse the folder.
  chmodSync(folder, 0o711);
  return folder;
}

/**
 * Removes the folder and the test folders in it, with their databases: those are elsewhere if root's PostgreSQL could not
 * enter the program's folder.
 */
export function removeTestFolder(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  for (const name of readdirSync(dataDir)) if (name.startsWith(prefix)) removeTestFolder(join(dataDir, name));
  const note = join(dataDir, "postgres", "place.json");
  if (existsSync(note)) rmSync(JSON.parse(readFileSync(note, "utf8")).home, { recursive: true, force: true });
  // A killed test of full disks leaves its small disk mounted there.
  const disk = join(dataDir, "disk");
  if (existsSync(disk)) spawnSync("umount", ["-l", disk], { stdio: "ignore" });
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Returns the superuser's address of an embedded PostgreSQL's database, for what the application's role may not do. */
export function superuserUrl(dataDir: string, url: string, database = "postgres"): string {
  const password = readFileSync(join(dataDir, "postgres", "superuser-password"), "utf8");
  return Object.assign(new URL(url), { username: "postgres", password, pathname: `/${database}` }).href;
}

/**
 * Starts a PostgreSQL for one test run, as for operators but without protection against power failures. `owner` is its superuser's address, `url` the
 * application's. `stop` removes everything.
 */
export async function startTestPostgres(): Promise<{
  url: string;
  owner: string;
  outage: DatabaseOutage;
  stop(): Promise<void>;
}> {
  const dataDir = createTestFolder();
  const postgres = await acquirePostgres({ dataDir });
  const owner = superuserUrl(dataDir, postgres.url);
  const { sql, close } = connect(owner, { max: 1 });
  for (const setting of ["fsync", "full_page_writes", "synchronous_commit"]) {
    await sql.unsafe(`alter system set ${setting} = off`);
  }
  await sql`select pg_reload_conf()`;
  // For `clear()`, which also empties append-only tables.
  await sql`grant set on parameter session_replication_role to vigie`;
  await sql`grant pg_checkpoint to vigie`;
  await close();
  return {
    url: postgres.url,
    owner,
    outage: openDatabaseOutage(postgres.url, dataDir),
    async stop() {
      await postgres.release();
      removeTestFolder(dataDir);
    },
  };
}

/** Simulates outages of the embedded PostgreSQL of a DATA_DIR. */
export function openDatabaseOutage(url: string, dataDir: string): DatabaseOutage {
  const { pid } = JSON.parse(readFileSync(join(dataDir, "postgres", "keeper.json"), "utf8"));
  return new DatabaseOutage(url, Number(pid));
}
