import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import { describeCopies, listCopies } from "./list-copies.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-copies-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("on a machine without a site, as after the loss of the disk, the copies elsewhere are listed", async () => {
  for (const ending of ["index.zst", "tar.zst"])
    writeFileSync(join(folder, `vigie-2026-11-29T02-10-00Z.${ending}`), "x");
  const places = await listCopies(undefined, readEnv({ DATA_DIR: join(tmpdir(), "no-site"), BACKUP_TO: folder }));
  expect(places).toMatchObject([{ kind: "offsite", copies: [{ keptBy: null, trial: null }] }]);
  expect(describeCopies(places).at(-1)).toBe("  vigie-2026-11-29T02-10-00Z.tar.zst  0.0 MB");
});
