import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { listSharedProcessTests } from "./server/testing/shared-process-tests.ts";

const { pure, database } = await listSharedProcessTests(import.meta.dirname);
const elsewhere = ["node_modules/**", ".next/**", ".data/**", ".test/**", "e2e/**"];

const temporaryFolder = "server/testing/temporary-folder.ts";
const restoreEnvironment = ["server/testing/restore-environment.ts"];

export default defineConfig({
  test: {
    environment: "node",
    // Vitest's own choice on two cores is one, and much of a file's time is waiting for PostgreSQL.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    env: {
      LOG_LEVEL: "silent",
      SITE_LOCALE: "fr",
      SITE_URL: "http://vigie.test",
      AUTH_SECRET: "the secret of the tests",
    },
    // Generous, because a loaded machine is no failure; a hang still ends.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // In the order of their names. The isolated ones wait much, and so are first, beside the build of the site.
    projects: [
      {
        extends: true,
        test: {
          name: "shared-pure",
          include: pure,
          exclude: elsewhere,
          isolate: false,
          setupFiles: restoreEnvironment,
          globalSetup: [temporaryFolder],
        },
      },
      {
        extends: true,
        test: {
          name: "shared-database",
          include: database,
          exclude: elsewhere,
          isolate: false,
          setupFiles: restoreEnvironment,
          globalSetup: [temporaryFolder, "server/testing/vitest-set-up.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "isolated",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, ...pure, ...database],
          globalSetup: [temporaryFolder, "server/testing/vitest-set-up.ts"],
        },
      },
    ],
  },
});
