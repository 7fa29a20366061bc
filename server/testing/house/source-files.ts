import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Folders with code of our own. */
const codeFolders = ["app", "bench", "components", "db", "drizzle", "e2e", "features", "i18n", "lib", "server"];

/** Code files below the given folders, relative to the root, sorted. `tests` too if asked for. */
export function codeFiles(options: { under?: string[]; tests?: boolean } = {}): string[] {
  const patterns = (options.under ?? codeFolders).map((folder) => `${folder}/**/*.{ts,tsx,mjs}`);
  return globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => options.tests || !/(\.test\.tsx?|\.spec\.ts)$/.test(path))
    .sort();
}

const texts = new Map<string, string>();

export function readSource(path: string): string {
  let text = texts.get(path);
  if (text === undefined) {
    text = readFileSync(join(root, path), "utf8");
    texts.set(path, text);
  }
  return text;
}

export interface Import {
  /** As written. */
  name: string;
  /** The file, relative to the root, if it is one of ours. */
  file: string | undefined;
  /** `import type`: gone at run time. */
  onlyType: boolean;
}

const importPattern = /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;

/** What a file imports, statically or not. */
export function importsOf(path: string): Import[] {
  return [...readSource(path).matchAll(importPattern)].map(([, type, fixed, dynamic]) => {
    const name = fixed ?? dynamic ?? "";
    return { name, file: ownFile(path, name), onlyType: type !== undefined };
  });
}

function ownFile(from: string, name: string): string | undefined {
  if (name.startsWith("#")) return name.slice(1);
  if (name.startsWith(".")) return relative(root, resolve(root, dirname(from), name)).replaceAll("\\", "/");
  return undefined;
}
