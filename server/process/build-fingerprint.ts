import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * The sources of a build, without tests. `server/page-cache` is one of them because it stores what a build makes; the
 * rest of `server` counts once a page imports from it.
 */
const sourceFolders = ["app", "components", "features", "db", "lib", "i18n", "public", "server/page-cache"];
const sourceFiles = [
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  "proxy.ts",
  "instrumentation.ts",
];
const isTest = /\.test\.tsx?$/;

/** Hashes the sources in `root` and the values that a build bakes in. Equal hashes mean equal builds. */
export function computeBuildHash(root: string, baked: Record<string, string>): string {
  const hash = createHash("sha256").update(JSON.stringify(baked));
  let importsServer = false;
  const add = (file: string) => {
    const content = readFileSync(path.join(root, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
    importsServer ||= /\.tsx?$/.test(file) && content.includes('"#server/');
  };
  const walk = (folder: string) => {
    if (!existsSync(path.join(root, folder))) return;
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else if (entry.isFile() && !isTest.test(name)) add(name);
    }
  };
  for (const folder of sourceFolders) walk(folder);
  if (importsServer) walk("server");
  for (const file of sourceFiles) if (existsSync(path.join(root, file))) add(file);
  return hash.digest("hex");
}

/** Written when a build is complete and removed before one begins, so an interrupted build has none. */
const buildHashFile = (root: string) => path.join(root, ".next", "vigie-build");

/** Whether `.next` holds a complete build of the sources with this hash. */
export function isBuilt(root: string, hash: string): boolean {
  try {
    return readFileSync(buildHashFile(root), "utf8") === hash && existsSync(path.join(root, ".next", "BUILD_ID"));
  } catch {
    return false;
  }
}

/** Marks the build as incomplete; call it before a build begins. */
export function deleteBuildHash(root: string): void {
  rmSync(buildHashFile(root), { force: true });
}

/** Marks the build as complete for the sources with this hash. */
export function writeBuildHash(root: string, hash: string): void {
  writeFileSync(buildHashFile(root), hash);
}

/** The hash of the sources of the build in `root`; empty without a build. */
export function readBuildHash(root: string): string {
  return existsSync(buildHashFile(root)) ? readFileSync(buildHashFile(root), "utf8") : "";
}
