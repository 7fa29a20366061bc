import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { OperatorError } from "#lib/operator-error.ts";
import { withDatabase } from "../cli/run-command.ts";
import { GracefulShutdown } from "../process/graceful-shutdown.ts";
import { prepareSite } from "../process/prepare-site.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { makeControlFolder } from "./cluster-location.ts";
import { acquirePostgres } from "./database.ts";

const root = createTestFolder();
const folder = path.join(root, "site");
afterAll(() => removeTestFolder(root));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

/** Each file and folder with its content, mode, owner and time of change. */
function listEntries() {
  return [".", ...readdirSync(folder, { recursive: true, encoding: "utf8" })].sort().map((name) => {
    const file = path.join(folder, name);
    const { mode, uid, gid, mtimeMs, ctimeMs } = statSync(file);
    return { name, mode, uid, gid, mtimeMs, ctimeMs, text: statSync(file).isFile() ? readFileSync(file, "utf8") : "" };
  });
}

/** As a version before the first release left it, with modes that a start would correct. */
function fillOldFolder(): void {
  mkdirSync(path.join(folder, "postgres/data"), { recursive: true, mode: 0o755 });
  mkdirSync(path.join(folder, "media"));
  for (const name of ["auth-secret", "postgres/password", "postgres/data/PG_VERSION", "media/a.jpeg"])
    writeFileSync(path.join(folder, name), `${name}\n`);
}

const refusal = `The data folder ${folder} was made before Vigie's first release (it has no file "format"), and the last commit able to open it is a2b119d: check that commit out, or set DATA_DIR to another folder; nothing was changed.`;

test("notes the format in a new folder, once", () => {
  makeControlFolder(folder);
  expect(readFileSync(path.join(folder, "format"), "utf8")).toBe("1\n");
  const before = statSync(path.join(folder, "format")).ino;
  makeControlFolder(folder);
  expect(statSync(path.join(folder, "format")).ino).toBe(before);
});

test("the start, the command line and PostgreSQL refuse a folder made before the first release and leave it as it is", async () => {
  fillOldFolder();
  const before = listEntries();
  vi.stubEnv("DATA_DIR", folder);
  const error = new OperatorError(refusal);
  await expect(prepareSite(new GracefulShutdown())).rejects.toThrow(error);
  await expect(withDatabase(async () => {})).rejects.toThrow(error);
  await expect(acquirePostgres({ dataDir: folder })).rejects.toThrow(error);
  expect(listEntries()).toEqual(before);
});

test("refuses a folder whose database is elsewhere, by the note about it", () => {
  mkdirSync(path.join(folder, "postgres"));
  writeFileSync(path.join(folder, "postgres/place.json"), "{}");
  expect(() => makeControlFolder(folder)).toThrow(new OperatorError(refusal));
});

test("refuses the folder of a newer version", () => {
  writeFileSync(path.join(folder, "format"), "2\n");
  const before = listEntries();
  expect(() => makeControlFolder(folder)).toThrow(
    `The data folder ${folder} was made by a newer version (format 2, and this version knows 1): start that version, or set DATA_DIR to another folder; nothing was changed.`,
  );
  expect(listEntries()).toEqual(before);
});
