import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { env } from "#lib/env.ts";
import { waitUntil } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { startRemovingLeftovers } from "./local-leftovers.ts";

const folder = createTestFolder();
afterAll(() => removeTestFolder(folder));

test("a node removes what killed uploads and backups left in its own folder, and nothing recent", async () => {
  Object.assign(env(), { DATA_DIR: folder });
  const old = (file: string) => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), "");
    utimesSync(path.join(folder, file), new Date(0), new Date(0));
    return path.join(folder, file);
  };
  const leftovers = [old("incoming/a.part"), old("backups/copy.vigie.4194999.part")];
  const recent = path.join(folder, "incoming/b.part");
  writeFileSync(recent, "");
  const stop = startRemovingLeftovers(folder, 20);
  await waitUntil("the leftovers are gone", () => leftovers.every((file) => !existsSync(file)));
  stop();
  expect(existsSync(recent)).toBe(true);
});
