import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";

/** What a test file names that needs a database, starts something, or changes what other files would see. */
const needsItsOwnProcess =
  /\/testing\.ts"|inject\(|\bvi\b|process\.|child_process|createTestFolder|startTest|mkdtemp|createServer|globalThis|\bwindow\b|Worker|openWorkCounter/;

/**
 * The test files that can share one process, and so load each module once: they call functions and compare results. Half of all
 * files; what they import took longer than what they test. Paths from `root`.
 */
export async function listSharedProcessTests(root: string): Promise<string[]> {
  const found: string[] = [];
  const folders = ["app", "components", "db", "drizzle", "features", "i18n", "lib", "server"];
  for await (const path of glob(`{${folders.join(",")}}/**/*.test.{ts,tsx}`, { cwd: root }))
    if (!needsItsOwnProcess.test(readFileSync(`${root}/${path}`, "utf8"))) found.push(path);
  return found;
}
