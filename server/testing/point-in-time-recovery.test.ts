import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { migrate } from "#db/migrate.ts";

// What docs/nightly-backups.md says about pgBackRest, with Debian's packages: its own port and folders, nothing of the system's.
const bin = "/usr/lib/postgresql/17/bin";
const isPossible = existsSync(`${bin}/initdb`) && existsSync("/usr/bin/pgbackrest") && userInfo().uid === 0;
const port = 54_617;
const url = `postgres://vigie@127.0.0.1:${port}/vigie`;
const base = isPossible ? mkdtempSync(join(tmpdir(), "vigie-pitr-")) : "";
const [data, socket, repository, config] = ["data", "socket", "repo", "pgbackrest.conf"].map((name) =>
  join(base, name),
);

/** Runs a command as PostgreSQL's user. Throws with its output if it fails. */
function asPostgres(command: string, ...args: string[]): void {
  const { uid, gid } = owner();
  const log = join(base, "commands.log");
  const { status } = spawnSync("/bin/sh", ["-c", '"$0" "$@" > "$LOG" 2>&1', command, ...args], {
    uid,
    gid,
    cwd: base,
    env: { ...process.env, PATH: "/usr/bin:/bin", LOG: log },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${readFileSync(log, "utf8")}`);
}

function owner(): { uid: number; gid: number } {
  const [, , uid, gid] =
    readFileSync("/etc/passwd", "utf8")
      .match(/^postgres:.*$/m)?.[0]
      .split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

const pgBackRest = (...args: string[]) => asPostgres("pgbackrest", `--config=${config}`, "--stanza=vigie", ...args);
const start = () => asPostgres(`${bin}/pg_ctl`, "-D", String(data), "-w", "-l", join(base, "postgres.log"), "start");

async function withSql<T>(work: (sql: postgres.Sql) => Promise<T>, address = url): Promise<T> {
  const sql = postgres(address, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

afterAll(() => {
  if (base === "") return;
  if (existsSync(join(String(data), "postmaster.pid")))
    asPostgres(`${bin}/pg_ctl`, "-D", String(data), "-m", "immediate", "stop");
  rmSync(base, { recursive: true, force: true });
});

test("a site's database goes back to a moment after PostgreSQL was killed", async (context) => {
  context.skip(!isPossible, "It needs root, and Debian's packages postgresql-17 and pgbackrest.");
  const { uid, gid } = owner();
  chmodSync(base, 0o755);
  for (const folder of [base, socket, repository, join(base, "log")]) {
    mkdirSync(String(folder), { recursive: true });
    chownSync(String(folder), uid, gid);
  }
  writeFileSync(
    String(config),
    `[global]\nrepo1-path=${repository}\nlog-path=${base}/log\nlock-path=${base}/lock\nspool-path=${base}/spool\nstart-fast=y\nlog-level-console=warn\n` +
      `[vigie]\npg1-path=${data}\npg1-port=${port}\npg1-socket-path=${socket}\n`,
  );
  asPostgres(`${bin}/initdb`, "-D", String(data), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
  appendFileSync(
    join(String(data), "postgresql.conf"),
    `\nport = ${port}\nunix_socket_directories = '${socket}'\narchive_mode = on\narchive_command = 'pgbackrest --config=${config} --stanza=vigie archive-push %p'\n`,
  );
  start();
  await withSql(async (sql) => {
    await sql`create role vigie login`;
    await sql`create database vigie owner vigie`;
  }, `postgres://postgres@127.0.0.1:${port}/postgres`);
  await migrate(url, { say: () => {} });
  pgBackRest("stanza-create");
  pgBackRest("check");
  pgBackRest("--type=full", "backup");

  const write = (name: string) =>
    withSql(
      (sql) => sql`insert into settings (key, value) values ('site.name', to_jsonb(${name}::text))
      on conflict (key) do update set value = excluded.value`,
    );
  await write("before the mistake");
  await setTimeout(1_500);
  const moment = await withSql(async (sql) => (await sql<{ at: string }[]>`select now()::text as at`)[0]?.at ?? "");
  await setTimeout(1_500);
  await write("the mistake");
  await withSql((sql) => sql`select pg_switch_wal()`, `postgres://postgres@127.0.0.1:${port}/vigie`);
  pgBackRest("check");
  process.kill(Number(readFileSync(join(String(data), "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
  await setTimeout(2_000);
  rmSync(join(String(data), "postmaster.pid"), { force: true });

  pgBackRest("--delta", "--type=time", `--target=${moment}`, "--target-action=promote", "restore");
  start();
  for (let tries = 0; tries < 100; tries += 1) {
    const [row] = await withSql((sql) => sql<{ waiting: boolean }[]>`select pg_is_in_recovery() as waiting`);
    if (row?.waiting === false) break;
    await setTimeout(200);
  }
  const [name] = await withSql((sql) => sql<{ value: string }[]>`select value from settings where key = 'site.name'`);
  expect(name?.value).toBe("before the mistake");
  const check = spawnSync(process.execPath, [join(import.meta.dirname, "../cli/main.ts"), "check"], {
    env: { ...process.env, DATABASE_URL: url, DATA_DIR: join(base, "site"), LOG_LEVEL: "silent" },
    encoding: "utf8",
  });
  expect({ status: check.status, err: check.stderr }).toMatchObject({ status: 0 });
}, 240_000);
