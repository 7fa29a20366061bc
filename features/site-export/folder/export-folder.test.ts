import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { describeExportFailure, ExportFolder } from "./export-folder.ts";

let root = "";
let target = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vigie-export-folder-"));
  target = join(root, "site");
});
afterEach(() => rmSync(root, { recursive: true }));

async function writeExport(content: string): Promise<void> {
  const folder = await ExportFolder.create(target);
  await folder.write("articles/2017/a.md", content);
  const list = await folder.openArray("media.json");
  await list.add({ id: "a\ud800" });
  await list.add({ id: "b" });
  folder.count(await list.close());
  await folder.finish({ files: folder.files });
}

it("has nothing at its place until it is complete, and nothing beside it afterwards", async () => {
  const folder = await ExportFolder.create(target);
  await folder.write("articles/a.md", "text");
  await folder.settle();
  expect(readdirSync(root)).toEqual([expect.stringMatching(/^site\.\d+-[a-f0-9]{6}\.part$/)]);
  await folder.finish({});
  expect(readdirSync(root)).toEqual(["site"]);
  expect(readdirSync(target).sort()).toEqual(["articles", "export.json", "media"]);
});

it("replaces an earlier export, and an empty folder", async () => {
  mkdirSync(target);
  await writeExport("first");
  await writeExport("second");
  expect(readFileSync(join(target, "articles/2017/a.md"), "utf8")).toBe("second");
  expect(JSON.parse(readFileSync(join(target, "media.json"), "utf8"))).toEqual([{ id: "a\ud800" }, { id: "b" }]);
  expect(readdirSync(root)).toEqual(["site"]);
});

it("leaves other folders alone, and exports to which their owner added something", async () => {
  mkdirSync(target);
  writeFileSync(join(target, "thesis.doc"), "");
  await expect(ExportFolder.create(target)).rejects.toThrow("is not empty, and no earlier export");
  rmSync(target, { recursive: true });
  await writeExport("first");
  mkdirSync(join(target, ".git"));
  await expect(ExportFolder.create(target)).rejects.toThrow("has .git, which is not of the export");
  rmSync(target, { recursive: true });
  writeFileSync(target, "");
  await expect(ExportFolder.create(target)).rejects.toThrow("is a file");
});

it("does not replace what appeared while it was written", async () => {
  const folder = await ExportFolder.create(target);
  mkdirSync(target);
  writeFileSync(join(target, "thesis.doc"), "");
  await expect(folder.finish({})).rejects.toThrow("is not empty");
  await folder.discard();
  expect(readdirSync(root)).toEqual(["site"]);
  expect(readdirSync(target)).toEqual(["thesis.doc"]);
});

it("removes what killed exports left, and gives back the export that one was about to replace", async () => {
  // No process has this number: it is above the limit of the system.
  mkdirSync(join(root, "site.999999999-abcdef.part"));
  await writeExport("first");
  expect(readdirSync(root)).toEqual(["site"]);
  mkdirSync(join(root, "site.999999999-before.part"));
  writeFileSync(join(root, "site.999999999-before.part/export.json"), '{"product":"vigie"}');
  rmSync(target, { recursive: true });
  const folder = await ExportFolder.create(target);
  expect(readdirSync(target)).toEqual(["export.json"]);
  await folder.discard();
});

it("waits for no other process that writes to the same place", async () => {
  mkdirSync(join(root, `site.${process.ppid}-abcdef.part`));
  await expect(ExportFolder.create(target)).rejects.toThrow(
    `Another export is being written to ${target} (pid ${process.ppid})`,
  );
});

it("says that the disk is full, and removes what it wrote", async () => {
  const folder = await ExportFolder.create(target);
  // Each write to it fails as on a full disk.
  symlinkSync("/dev/full", join(folder.path, "addresses.csv"));
  const { open } = await import("node:fs/promises");
  const full = await open(join(folder.path, "addresses.csv"), "w");
  const failure = await full.writeFile("text").catch((error: unknown) => error);
  await full.close();
  expect(describeExportFailure(failure, folder, target)).toMatchObject({
    name: "OperatorError",
    message: expect.stringMatching(/^The disk of .* is full: .* nothing was kept of it\.$/),
  });
  await folder.discard();
  expect(readdirSync(root)).toEqual([]);
});

it("throws the failure of a file by the end", async () => {
  const folder = await ExportFolder.create(target);
  await folder.write("a.md", "one");
  await folder.write("a.md", "two").catch(() => {});
  await expect(folder.settle()).rejects.toThrow("EEXIST");
  await folder.discard();
});
