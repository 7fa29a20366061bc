import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Folders with code of our own. */
const codeFolders = ["app", "bench", "components", "db", "drizzle", "e2e", "features", "i18n", "lib", "server"];

let listed: string[] | undefined;

/**
 * Lists the code files in the given folders, relative to the root, sorted; with `tests` the tests and the fixtures of
 * features too.
 */
export function codeFiles(options: { under?: string[]; tests?: boolean } = {}): string[] {
  listed ??= globSync(
    codeFolders.map((folder) => `${folder}/**/*.{ts,tsx,mjs}`),
    { cwd: root },
  )
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
  const folders = (options.under ?? codeFolders).map((folder) => `${folder}/`);
  return listed.filter(
    (path) =>
      folders.some((folder) => path.startsWith(folder)) &&
      (options.tests || !/(\.test\.tsx?|\.spec\.ts)$|^features\/.+\/testing\.ts$/.test(path)),
  );
}

let tracked: string[] | undefined;

/** Lists all files that git tracks, relative to the root. */
export function trackedFiles(): string[] {
  tracked ??= execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);
  return tracked;
}

const texts = new Map<string, string>();

/** Reads a file by its path from the root, once per run. */
export function readSource(path: string): string {
  let text = texts.get(path);
  if (text === undefined) {
    text = readFileSync(join(root, path), "utf8");
    texts.set(path, text);
  }
  return text;
}

export interface Import {
  /** The import's specifier as written. */
  name: string;
  /** The file, relative to the root, if it is one of ours. */
  file: string | undefined;
  /** `import type`, which does not exist at run time. */
  onlyType: boolean;
}

interface Export {
  name: string;
  /** A type, an interface or a class. */
  isType: boolean;
}

const exportPattern =
  /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\*?|const|let|class|interface|type|enum)\s+(\w+)/gm;

const declared = new Map<string, Export[]>();

/** Lists a file's own exports; re-exports (`export … from`) are left out. */
export function exportsOf(path: string): Export[] {
  let found = declared.get(path);
  if (found === undefined) {
    found = [...readSource(path).matchAll(exportPattern)].map(([, kind = "", name = ""]) => ({
      name,
      isType: /^(?:class|interface|type|enum)$/.test(kind),
    }));
    declared.set(path, found);
  }
  return found;
}

const importPattern =
  /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*[,)]/gm;

const imports = new Map<string, Import[]>();

/** Lists a file's imports, static and dynamic. */
export function importsOf(path: string): Import[] {
  let found = imports.get(path);
  if (found === undefined) {
    found = [...readSource(path).matchAll(importPattern)].map(([, type, fixed, dynamic]) => {
      const name = fixed ?? dynamic ?? "";
      return { name, file: ownFile(path, name), onlyType: type !== undefined };
    });
    imports.set(path, found);
  }
  return found;
}

function ownFile(from: string, name: string): string | undefined {
  if (name.startsWith("#")) return name.slice(1);
  if (name.startsWith(".")) return relative(root, resolve(root, dirname(from), name)).replaceAll("\\", "/");
  return undefined;
}
