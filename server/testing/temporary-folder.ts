import { chmodSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { createTestFolder, removeTestFolder } from "./temporary-postgres.ts";

declare global {
  /** The run's temporary folder, and how many projects use it: each project loads this module anew. */
  var vigieTemporaryFolder: { path: string; users: number } | undefined;
}

/**
 * Runs for each project: gives the tests of a run one temporary folder (TMPDIR, also that of the programs that they start)
 * and removes it after the last one, with what failed or killed tests left. Tests need not remove what they create there.
 */
export default function setUp(project: TestProject): () => void {
  globalThis.vigieTemporaryFolder ??= { path: createTestFolder(), users: 0 };
  const shared = globalThis.vigieTemporaryFolder;
  shared.users += 1;
  // As /tmp is: PostgreSQL and proxies run as other users.
  chmodSync(shared.path, 0o1777);
  project.config.env.TMPDIR = shared.path;
  return () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    globalThis.vigieTemporaryFolder = undefined;
    removeTestFolder(shared.path);
  };
}
