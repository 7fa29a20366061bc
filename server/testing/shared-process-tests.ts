import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";

/** Matches test files that need a database, start something, or change what other files would see. */
const needsItsOwnProcess =
  /\/testing\.ts"|inject\(|\bvi\b|process\.|child_process|createTestFolder|startTest|mkdtemp|createServer|globalThis|\bwindow\b|Worker|openWorkCounter/;

/**
 * Lists the test files that can share one process, and so load each module once: they only call functions and compare results. These are half of all
 * files; loading their imports took longer than the tests. Paths from `root`.
 */
export async function listSharedProcessTests(root: string): Promise<string[]> {
  const found: string[] = [];
  const folders = ["app", "components", "db", "drizzle", "features", "i18n", "lib", "server"];
  for await (const path of glob(`{${folders.join(",")}}/**/*.test.{ts,tsx}`, { cwd: root }))
    if (!needsItsOwnProcess.test(readFileSync(`${root}/${path}`, "utf8"))) found.push(path);
  return found;
}
