import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { connect } from "./client.ts";
import { knownMigrations, migrate, migrationsFolder, pendingMigrations } from "./migrate.ts";
import { readToleranceNotes } from "./migration-tolerance.ts";
import { backupConnectionName } from "./running-backups.ts";
import { testDatabase } from "./testing.ts";

const { sql, url } = testDatabase({ empty: true });
const folders: string[] = [];

afterEach(async () => {
  await sql.unsafe("drop schema if exists drizzle cascade; drop schema public cascade; create schema public");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The code's migrations, and one more. */
function withMigration(text: string, when = 4_000_000_000_000, since?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "vigie-migrations-"));
  folders.push(folder);
  cpSync(migrationsFolder, folder, { recursive: true });
  const journal = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8"));
  journal.entries.push({ idx: journal.entries.length, version: "7", when, tag: "9999_next", breakpoints: true });
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify(journal));
  writeFileSync(join(folder, "9999_next.sql"), text);
  const notes = { ...readToleranceNotes(folder), ...(since ? { "9999_next": { since, why: "a test" } } : {}) };
  writeFileSync(join(folder, "meta/_tolerance.json"), JSON.stringify(notes));
  return folder;
}

test("an empty database receives every migration, a second run none", async () => {
  expect(await migrate(url)).toEqual({ applied: knownMigrations().length });
  expect(await migrate(url)).toEqual({ applied: 0 });
  expect(await pendingMigrations(sql)).toBe(0);
  expect(await sql`select to_regclass('articles') as name`).toEqual([{ name: "articles" }]);
});

test("processes that start together migrate once", async () => {
  const results = await Promise.all([1, 2, 3, 4].map(() => migrate(url)));
  expect(results.map((result) => result.applied).sort()).toEqual([0, 0, 0, knownMigrations().length]);
});

test("refuses a database newer than the code in one line and changes nothing", async () => {
  await migrate(url, { folder: withMigration("create table later (id int)") });
  await expect(migrate(url)).rejects.toThrow(/^The database is newer than the code: it has 1 migration that .*\.$/);
  await expect(pendingMigrations(sql)).rejects.toThrow("newer than the code");
});

describe("a database with a migration that the code does not know", () => {
  const [before, newest] = knownMigrations().slice(-2);

  test("is used by code that the migration's note names, which says so", async () => {
    await migrate(url, { folder: withMigration("create table later (id int)", undefined, newest?.tag) });
    const said: string[] = [];
    expect(await migrate(url, { say: (line) => said.push(line) })).toEqual({ applied: 0 });
    expect(said).toEqual([expect.stringMatching(/^The database is newer than this version by 1 migration /)]);
    expect(await pendingMigrations(sql)).toBe(0);
  });

  test("is refused by code older than that", async () => {
    await migrate(url, { folder: withMigration("create table later (id int)", undefined, newest?.tag) });
    const folder = withMigration("");
    const journal = join(folder, "meta/_journal.json");
    const entries = knownMigrations(folder).filter(({ tag }) => tag !== newest?.tag && tag !== "9999_next");
    writeFileSync(journal, JSON.stringify({ entries }));
    expect(entries.at(-1)?.tag).toBe(before?.tag);
    await expect(migrate(url, { folder })).rejects.toThrow(/it has 1 migration that this version does not know/);
  });

  test("has its note before it is applied, so that no kill separates them", async () => {
    const folder = withMigration("select 1/0", undefined, newest?.tag);
    await migrate(url);
    await expect(migrate(url, { folder })).rejects.toThrow("division by zero");
    const noted = await sql`select oldest_code::float from drizzle.migration_tolerance where migration = 4000000000000`;
    expect([...noted]).toEqual([{ oldest_code: newest?.when }]);
    expect(await pendingMigrations(sql)).toBe(0);
  });
});

describe("while nodes of a cluster are running", () => {
  const newest = knownMigrations().at(-1);
  const beat = (host: string, age: string, { knows = newest, servesReaders = true } = {}) =>
    sql`insert into web_nodes (id, host, build, beat_at, serves_readers, newest_migration)
      values (${host}, ${host}, 'b', now() - ${age}::interval, ${servesReaders}, ${knows?.when ?? null})`;
  const appliedCount = async () => (await sql`select from drizzle.__drizzle_migrations`).length;

  test("refuses a migration that they do not tolerate, and names it and their hosts", async () => {
    await migrate(url);
    for (const host of ["web2", "web1"]) await beat(host, "1 second");
    const folder = withMigration("alter table articles rename to former_articles");
    await expect(migrate(url, { folder })).rejects.toThrow(
      /^2 nodes are running \(web1, web2\), and their version does not work with the migration 9999_next: stop them, .* --force/,
    );
    expect(await appliedCount()).toBe(knownMigrations().length);
    // Of a version that its note does not name: too old.
    const later = withMigration("create table later (id int)", undefined, "9999_next");
    await expect(migrate(url, { folder: later })).rejects.toThrow("2 nodes are running");
    expect(await migrate(url, { folder, force: true })).toEqual({ applied: 1 });
  });

  test("applies a migration that they tolerate", async () => {
    await migrate(url);
    await beat("web1", "1 second");
    expect(
      await migrate(url, { folder: withMigration("create table later (id int)", undefined, newest?.tag) }),
    ).toEqual({ applied: 1 });
  });

  test("refuses one that a node that only runs jobs does not tolerate", async () => {
    await migrate(url);
    await beat("jobs1", "1 second", { servesReaders: false });
    await expect(migrate(url, { folder: withMigration("drop table sources") })).rejects.toThrow(
      "1 node is running (jobs1), and",
    );
  });

  test("names only the nodes that do not tolerate it", async () => {
    await migrate(url);
    await beat("web1", "1 second");
    await beat("web2", "1 second", { knows: knownMigrations().at(-2) });
    const folder = withMigration("create table later (id int)", undefined, newest?.tag);
    await expect(migrate(url, { folder })).rejects.toThrow(
      "1 node is running (web2), and their version does not work with the migration 9999_next: ",
    );
    await sql`delete from web_nodes where host = 'web2'`;
    expect(await migrate(url, { folder })).toEqual({ applied: 1 });
  });

  test("takes a node without newest_migration for one that is older than this column", async () => {
    const column = knownMigrations().findIndex(({ tag }) => tag === "0029_nodes");
    const [before, added] = knownMigrations().slice(column - 1);
    await migrate(url);
    await sql`insert into web_nodes (id, host, build) values ('old', 'old', 'b')`;
    await expect(
      migrate(url, { folder: withMigration("create table later (id int)", undefined, added?.tag) }),
    ).rejects.toThrow("1 node is running (old)");
    expect(
      await migrate(url, { folder: withMigration("create table later (id int)", undefined, before?.tag) }),
    ).toEqual({ applied: 1 });
  });

  test("reads the nodes of a database that is older than the column", async () => {
    const older = withMigration("");
    const entries = knownMigrations().filter(({ tag }) => tag < "0029");
    writeFileSync(join(older, "meta/_journal.json"), JSON.stringify({ entries }));
    await migrate(url, { folder: older });
    await sql`insert into web_nodes (id, host, build) values ('old', 'old', 'b')`;
    await expect(migrate(url, { folder: withMigration("drop table sources") })).rejects.toThrow(
      /\(old\), .* the migration 9999_next:/,
    );
    expect(await migrate(url)).toEqual({ applied: knownMigrations().length - entries.length });
  });

  test("regards a node without a heartbeat for half a minute as stopped", async () => {
    await migrate(url);
    await beat("web1", "1 minute");
    expect(await migrate(url, { folder: withMigration("create table later (id int)") })).toEqual({ applied: 1 });
  });
});

test("refuses a database made before the baseline, names the last commit able to open it, and changes nothing", async () => {
  await sql.unsafe(`create schema drizzle;
    create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);
    insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1795532899983), ('y', 1795795148676);
    create table articles (id int);
    insert into articles values (1)`);
  const contents = async () => [
    await sql`select relname, relfilenode from pg_class where relnamespace in ('public'::regnamespace, 'drizzle'::regnamespace) order by 1`,
    await sql`select *, xmin::text from articles`,
    await sql`select *, xmin::text from drizzle.__drizzle_migrations order by id`,
  ];
  const before = await contents();
  const refusal =
    /^The database was made before Vigie's first release, and the last commit able to open it is a2b119d: .*; nothing was changed\.$/;
  await expect(migrate(url)).rejects.toThrow(refusal);
  await expect(pendingMigrations(sql)).rejects.toThrow(refusal);
  expect(await contents()).toEqual(before);
});

test("a failing migration leaves nothing behind and is named", async () => {
  const folder = withMigration("create table half (id int);--> statement-breakpoint\nselect 1/0");
  await expect(migrate(url, { folder })).rejects.toThrow(/nothing was changed: division by zero .*9999_next/);
  expect(await sql`select to_regclass('half') as half, to_regclass('articles') as articles`).toEqual([
    { half: null, articles: null },
  ]);
});

describe("an index on a table with rows", () => {
  const indexes = async () =>
    await sql`select indexrelid::regclass::text as name, indisvalid as valid from pg_index where indrelid = 'articles'::regclass and indexrelid::regclass::text like '%_idx9'`;
  const byTitle = 'CREATE INDEX "title_idx9" ON "articles" USING btree ("title");';
  const insert = (slug: string) =>
    sql`insert into articles (slug, title, status) values (${slug}, 'Même titre', 'draft')`;

  test("is built while others write, and outlives a later failure", async () => {
    await migrate(url);
    const other = connect(url, { max: 1 });
    const [written, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const writing = other.sql.begin(async (tx) => {
      await tx`insert into articles (slug, title, status) values ('a', 'A', 'draft')`;
      written.resolve();
      await release.promise;
    });
    await written.promise;
    const migrated = migrate(url, { folder: withMigration(`-- For lists by title.\n${byTitle}`) });
    await expect
      .poll(() => sql`select 1 from pg_stat_activity where query ilike 'create index%' and wait_event_type = 'Lock'`, {
        timeout: 20_000,
      })
      .toHaveLength(1);
    // With a build in the transaction of the migrations, this would wait for both.
    await sql.begin(async (tx) => {
      await tx`set local lock_timeout = '1s'`;
      await tx`update articles set title = 'B'`;
      await tx`insert into articles (slug, title, status) values ('b', 'B', 'draft')`;
    });
    release.resolve();
    await writing;
    await other.close();
    expect(await migrated).toEqual({ applied: 1 });
    expect(await indexes()).toEqual([{ name: "title_idx9", valid: true }]);
    expect(await migrate(url, { folder: withMigration(byTitle) })).toEqual({ applied: 0 });
  });

  test("is built again if the first build was interrupted", async () => {
    await migrate(url);
    await insert("a");
    await insert("b");
    const interrupted = sql.unsafe("create unique index concurrently title_idx9 on articles (title)");
    await expect(interrupted).rejects.toThrow();
    expect(await indexes()).toEqual([{ name: "title_idx9", valid: false }]);
    await migrate(url, { folder: withMigration(byTitle) });
    expect(await indexes()).toEqual([{ name: "title_idx9", valid: true }]);
  });

  test("leaves nothing behind if it cannot be built", async () => {
    await migrate(url);
    await insert("a");
    await insert("b");
    const unique = byTitle.replace("CREATE", "CREATE UNIQUE").replace("INDEX", "INDEX CONCURRENTLY");
    await expect(migrate(url, { folder: withMigration(unique) })).rejects.toThrow(/nothing was changed: .*title_idx9/);
    expect(await indexes()).toEqual([]);
    expect(await pendingMigrations(sql)).toBe(0);
  });

  test("is built in the transaction if it needs what that makes", async () => {
    await migrate(url);
    await expect(migrate(url, { folder: withMigration(byTitle.replace('("title")', '("later")')) })).rejects.toThrow(
      /nothing was changed: column "later" does not exist/,
    );
    expect(await indexes()).toEqual([]);
  });
});

test("refuses a migration older than the last one applied instead of skipping it silently", async () => {
  await migrate(url);
  await expect(migrate(url, { folder: withMigration("select 1", 1) })).rejects.toThrow(/9999_next is older than/);
});

test("names a table locked by another session as the reason", async () => {
  await migrate(url);
  const other = connect(url, { max: 1 });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const locked = Promise.withResolvers<void>();
  const holding = other.sql.begin(async (tx) => {
    await tx`lock table articles`;
    locked.resolve();
    await held;
  });
  await locked.promise;
  const folder = withMigration(
    "set local lock_timeout = '50ms';--> statement-breakpoint\nalter table articles add x int",
  );
  await expect(migrate(url, { folder })).rejects.toThrow(/another session holds a table/);
  release();
  await holding;
  await other.close();
});

test("waits for a running backup, which it names, instead of making every reader wait", async () => {
  await migrate(url);
  const other = connect(url, { max: 1 });
  await other.sql`select set_config('application_name', ${backupConnectionName}, false)`;
  await other.sql.unsafe("begin; select 1 from articles");
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
    // The backup ends.
    if (line.startsWith("A backup")) void other.close();
  };
  expect(await migrate(url, { folder: withMigration("alter table articles add x int"), say })).toEqual({ applied: 1 });
  expect(said).toEqual([
    "Applying 1 database migration.",
    expect.stringMatching(/^A backup has been running since \d\d:\d\d UTC, and the migration waits until it ends\. /),
  ]);
});

test("reports an unreachable database in one clear line", async () => {
  await expect(migrate("postgres://nobody@127.0.0.1:9/vigie")).rejects.toThrow(
    /^The database vigie at 127\.0\.0\.1:9 cannot be used: .*ECONNREFUSED.*\.$/,
  );
});
