import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#server/postgres/cluster.ts";
import { findBrowser } from "./browser.ts";
import { type Ended, runNode } from "./programs.ts";
import { startProvider } from "./provider.ts";
import { type Site, startSite } from "./site.ts";
import { emptyTally, type Tally, tallyJourneys } from "./tally.ts";

/** What the stages of one run share. */
export interface Run {
  /** A folder for this run only. */
  folder: string;
  say: (line: string) => void;
  /** Set while the site under test is up. */
  site?: Site;
}

export interface Stage {
  /** For `npm test -- KEY`. */
  key: "lint" | "types" | "unit" | "site" | "journeys";
  name: string;
  /** Most time it may take (milliseconds): several times what it needs on two slow cores. */
  limit: number;
  /** A throw counts as one failed test. */
  work: (run: Run, limit: number) => Promise<Tally>;
}

const minute = 60_000;
const program = (path: string) => join("node_modules", path);

export const stages: Stage[] = [
  {
    key: "lint",
    name: "lint",
    limit: 3 * minute,
    work: async ({ say }, limit) =>
      one(
        "lint",
        await runNode([program("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."], {
          limit,
          quiet: true,
        }),
        say,
      ),
  },
  {
    key: "types",
    name: "types",
    limit: 5 * minute,
    async work({ say }, limit) {
      // Next's own types of the routes (PageProps …) are generated.
      const routes = await runNode([program("next/dist/bin/next"), "typegen"], { limit, quiet: true });
      if (routes.code !== 0) return one("types", routes, say);
      return one("types", await runNode([program("typescript/bin/tsc"), "-p", "."], { limit, quiet: true }), say);
    },
  },
  {
    key: "unit",
    name: "unit and database tests",
    limit: 18 * minute,
    async work({ folder }, limit) {
      const file = join(folder, "vitest.json");
      const reporters = ["--reporter=default", "--reporter=./server/testing/vitest-tally.ts"];
      const env = { ...process.env, VIGIE_TALLY: file };
      const ended = await runNode([program("vitest/vitest.mjs"), "run", ...reporters], { limit, env });
      return many("unit and database tests", ended, () => JSON.parse(readFileSync(file, "utf8")));
    },
  },
  {
    key: "site",
    name: "production build and start",
    limit: 10 * minute,
    async work(run, limit) {
      // Both providers' buttons lead to a stand-in, which ends with this process.
      const { env } = await startProvider(await freePort());
      run.site = await startSite(join(run.folder, "site"), limit, (line) => run.say(`  ${line}`), env);
      return { ...emptyTally(), passed: 1 };
    },
  },
  {
    key: "journeys",
    name: "browser journeys",
    limit: 26 * minute,
    async work({ folder, site, say }, limit) {
      const skipped = { name: "browser journeys", reason: "the site did not start" };
      if (!site) return { ...emptyTally(), skipped: [skipped] };
      const file = join(folder, "journeys.json");
      const env = {
        ...site.env,
        VIGIE_TEST_URL: site.url,
        VIGIE_BROWSER: (await findBrowser(say)) ?? "",
        PLAYWRIGHT_JSON_OUTPUT_FILE: file,
        FORCE_COLOR: process.stdout.isTTY ? "1" : "0",
      };
      const journeys = [program("@playwright/test/cli.js"), "test", "-c", "e2e/playwright.config.ts"];
      const ended = await runNode(journeys, { limit, env });
      return many("browser journeys", ended, () => tallyJourneys(JSON.parse(readFileSync(file, "utf8"))));
    },
  },
];

/** One program that either succeeds or not; what it printed is shown if not. */
function one(name: string, ended: Ended, say: (line: string) => void): Tally {
  if (ended.code === 0) return { ...emptyTally(), passed: 1 };
  say(ended.output.trimEnd());
  if (ended.late) say(`${name} took too long and was stopped.`);
  return { ...emptyTally(), failed: [name] };
}

/** A program that counts its own tests. It may also fail although no test did, or end without having counted. */
function many(name: string, ended: Ended, read: () => Tally): Tally {
  let tally: Tally;
  try {
    tally = read();
  } catch {
    return { ...emptyTally(), failed: [`${name}: ended without a report${ended.late ? " (took too long)" : ""}`] };
  }
  if (ended.late) tally.failed.push(`${name}: took too long and was stopped`);
  else if (ended.code !== 0 && tally.failed.length === 0) tally.failed.push(`${name}: ended with code ${ended.code}`);
  return tally;
}
