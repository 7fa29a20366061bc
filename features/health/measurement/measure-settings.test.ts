import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { env } from "#lib/env.ts";
import { assessVersion } from "../checks/version.ts";
import { measureVersion } from "./measure-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-version-"));
Object.assign(env(), { DATA_DIR: folder });
afterAll(() => rmSync(folder, { recursive: true }));

const assess = async (release?: string) => {
  if (release !== undefined) writeFileSync(join(folder, "release.json"), release);
  return assessVersion(await measureVersion(""));
};

test("says from which release the site returned by itself, until the next upgrade", async () => {
  expect(await assess()).toMatchObject({ state: "ok" });
  const returned = { folder: "/srv/next", version: "0.2.0 (a1b2c3d)", at: "2026-11-29T10:00:00Z" };
  expect(await assess(JSON.stringify({ folder: "/srv/vigie", returned }))).toMatchObject({
    state: "look",
    code: "versionReturned",
    figures: { version: "0.2.0 (a1b2c3d)" },
  });
  for (const other of ['{"folder":"/srv/next"}', '{"folder":', "[]", '{"returned":{"version":5}}'])
    expect(await assess(other)).toMatchObject({ state: "ok" });
});
