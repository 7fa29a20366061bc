import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { migrate, pendingMigrations } from "#db/migrate.ts";
import { closeJobs } from "#lib/jobs.ts";
import { demoContent } from "../cli/demo/languages.ts";
import { drawNoise } from "../cli/demo/pictures-testing.ts";
import { acquirePostgres, type DatabaseHandle } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { fillEmptySiteOnce } from "./first-start.ts";
import { root } from "./prepare-site.ts";
import { describeStartFailure } from "./start-failure.ts";

const folder = createTestFolder();
const disk = path.join(folder, "disk");
const dataDir = path.join(disk, "data");
mkdirSync(disk, { mode: 0o711 });
const mount = (...options: string[]) => spawnSync("mount", options, { stdio: "ignore" }).status === 0;
const mounted = mount("-t", "tmpfs", "-o", "size=1m,mode=711", "tmpfs", disk);
afterAll(() => {
  removeTestFolder(folder);
});

/** Runs everything of a first start that writes to the data folder. */
async function startFirst(): Promise<void> {
  process.env.DATA_DIR = dataDir;
  let handle: DatabaseHandle | undefined;
  let opened: ReturnType<typeof connect> | undefined;
  try {
    handle = await acquirePostgres({ dataDir });
    // The demo's decision about a comment asks for a mail.
    process.env.DATABASE_URL = handle.url;
    await migrate(handle.url);
    opened = connect(handle.url, { max: 2 });
    await fillEmptySiteOnce(opened.db, { directUrl: handle.url, root, demo: true, say: () => {}, draw: drawNoise });
  } finally {
    await closeJobs();
    delete process.env.DATABASE_URL;
    await opened?.close();
    await handle?.release();
  }
}

// Mounting needs root.
test.skipIf(!mounted)(
  "a first start on a full disk names the disk, wherever it stops, and continues once there is space",
  { timeout: 600_000 },
  async () => {
    const failures: string[] = [];
    let size = 1;
    for (; size < 600; size += size < 31 ? 15 : 5) {
      expect(mount("-o", `remount,size=${size}m`, disk)).toBe(true);
      const error: unknown = await startFirst().then(
        () => undefined,
        (thrown) => thrown ?? "thrown",
      );
      if (error === undefined) break;
      failures.push(describeStartFailure(error, dataDir));
    }
    expect(failures.length, "the disk was too small at first").toBeGreaterThan(4);
    for (const line of failures)
      expect(line).toMatch(/^The disk (of \S+ )?is full.*: make room, then start again\. Nothing was lost\.$/);
    mount("-o", `remount,size=${size + 64}m`, disk);
    const handle = await acquirePostgres({ dataDir });
    const { sql, close } = connect(handle.url, { max: 1 });
    expect(await pendingMigrations(sql)).toBe(0);
    const [counts] = await sql`
    select (select count(*)::int from articles) as articles, (select count(*)::int from settings where key = 'start.first') as marked`;
    expect(counts).toEqual({ articles: demoContent().slugs.length, marked: 1 });
    await close();
    await handle.release();
    expect(readdirSync(path.join(dataDir, "postgres")).filter((name) => /part|data\.password/.test(name))).toEqual([]);
  },
);
