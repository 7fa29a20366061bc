import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { diskStorage, type Storage } from "#lib/storage/storage.ts";
import { type ExportOptions, exportSite } from "./export.ts";

export const siteUrl = "https://vigie.example";

/** Called at the top of a test file: a folder, and exports of its database. */
export function exportFixtures(url: string, stored?: Storage) {
  const folder = mkdtempSync(join(tmpdir(), "vigie-export-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const storage = stored ?? diskStorage(join(folder, "media"));
  const target = join(folder, "export");
  const run = (options: Partial<ExportOptions> = {}) =>
    exportSite({
      url,
      folder: target,
      storage,
      siteUrl,
      site: { name: "La Vigie", tagline: "Sécurité & réseaux", language: "fr", zone: "Europe/Paris" },
      maxWordPressBytes: 10_000_000,
      ...options,
    });
  const read = (name: string) => readFileSync(join(target, name), "utf8");
  const list = async (at = target) =>
    (await readdir(at, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
      .sort();
  return { folder, target, storage, run, read, list };
}
