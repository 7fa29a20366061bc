import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";

/** Matches test files that change what other files would see, or measure their process. */
const needsItsOwnProcess =
  /inject\(|\bvi\b|process\.env\.(?:DATA_DIR|\w+ (?:\?\?)?=)|process\.(?!env\b|execPath\b|argv\b|cwd\b)|createTestFolder|runInProcess|startTest|globalThis|\bwindow\b|Worker|openWorkCounter/;

const usesDatabase = /from "\S+\/testing\.ts"/;

/**
 * Lists the test files that can share a process, and so load each module once: they only call functions and compare
 * results (`pure`), or each work on a database of their own (`database`). Loading their imports took longer than the
 * tests. Paths from `root`.
 */
export async function listSharedProcessTests(root: string): Promise<{ pure: string[]; database: string[] }> {
  const found = { pure: [] as string[], database: [] as string[] };
  const folders = ["app", "components", "db", "drizzle", "features", "i18n", "lib", "server"];
  for await (const path of glob(`{${folders.join(",")}}/**/*.test.{ts,tsx}`, { cwd: root })) {
    const source = readFileSync(`${root}/${path}`, "utf8");
    if (needsItsOwnProcess.test(source)) continue;
    found[usesDatabase.test(source) ? "database" : "pure"].push(path);
  }
  return found;
}
