import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { env } from "#lib/env.ts";
import { sizeKinds } from "../checks/disk.ts";
import { measureSizes } from "./measure-disk.ts";
import { measureFolder } from "./measure-folders.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-sizes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const add = (path: string, bytes: number) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), Buffer.alloc(bytes));
};

test("the kinds are everything in DATA_DIR, and a picture shared with the backups counts once", async () => {
  add("media/ab/one/master.png", 1_000);
  mkdirSync(join(folder, "backups/pictures/ab"), { recursive: true });
  linkSync(join(folder, "media/ab/one/master.png"), join(folder, "backups/pictures/ab/one"));
  add("backups/vigie-20261129T031000Z.tar.zst", 200);
  add("mail/one.eml", 30);
  add("postgres/postgres.log", 4);
  add("postgres/data/base/1/1", 50_000);
  add("postgres/data/pg_wal/1", 16_000);
  add("releases/0123456789ab/package.json", 600);
  add("incoming/one.part", 70);
  add("auth-secret", 8);
  symlinkSync("/usr", join(folder, "elsewhere"));
  Object.assign(env(), { DATA_DIR: folder });
  const { sizes, files } = await measureSizes(50_000);
  expect(sizes).toMatchObject({ pictures: 1_000, backups: 200, mails: 30, logs: 4, database: 50_000 });
  expect(sizes.rest).toBe(16_000 + 600 + 70 + 8);
  const all = await measureFolder(folder);
  expect(sizeKinds.reduce((sum, kind) => sum + (sizes[kind] ?? 0), 0)).toBe(all.bytes);
  expect(files).toBe(all.files);
});

test("a database on another server does not count, and no size is negative", async () => {
  rmSync(join(folder, "postgres"), { recursive: true });
  expect((await measureSizes(50_000)).sizes).toMatchObject({ database: 0, rest: 678 });
  add("postgres/place.json", 2);
  expect((await measureSizes(50_000)).sizes).toMatchObject({ rest: 678 });
});
