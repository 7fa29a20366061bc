import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../postgres/cluster.ts";
import { findBrowser } from "./browser.ts";
import { startOAuthProvider } from "./oauth-provider.ts";
import { type ProgramResult, root, runNode } from "./run-program.ts";
import { emptyTally, type Tally } from "./test-counts.ts";
import type { Selection } from "./test-selection.ts";
import { type RunningSite, startTestSite } from "./test-site.ts";
import type { Limits } from "./watchdog.ts";

/** What the stages of one run share. */
export interface Run {
  /** A folder for this run only. */
  folder: string;
  say: (line: string) => void;
  /** Set while the site under test is running. */
  site?: RunningSite;
  /** Set while it is being built and started. */
  startingSite?: StartingSite;
  /** With `changed`: the only tests and journeys to run. */
  selection?: Selection;
}

interface StartingSite {
  ready: Promise<RunningSite>;
  /** Shows the output so far, and each line from now on. */
  showOutput(): void;
}

export interface Stage {
  /** For `npm test -- KEY`. */
  key: "lint" | "types" | "unit" | "site" | "journeys" | "cluster";
  /** Runs only if it is named. */
  onlyByName?: boolean;
  name: string;
  /** Maximum duration (milliseconds), on a machine with other load. A hang ends earlier, because of its silence. */
  limit: number;
  /** A throw counts as one failed test. */
  work: (run: Run, limits: Limits) => Promise<Tally>;
}

const minute = 60_000;
/** A stage without progress for this long counts as hanging. One test may take half of it (vitest.config.ts, e2e/playwright.config.ts). */
export const silenceMs = 5 * minute;
const program = (path: string) => join("node_modules", path);

export const stages: Stage[] = [
  {
    key: "lint",
    name: "lint",
    limit: 10 * minute,
    async work({ say }, limits) {
      const check = [program("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."];
      return countProgram("lint", await runNode(check, { limits, quiet: true, progress: "output" }), say);
    },
  },
  {
    key: "types",
    name: "types",
    limit: 15 * minute,
    async work({ say }, limits) {
      const options = { limits, quiet: true, progress: "output" } as const;
      // Generates Next's types of the routes (PageProps …).
      const routes = await runNode([program("next/dist/bin/next"), "typegen"], options);
      if (routes.code !== 0) return countProgram("types", routes, say);
      return countProgram("types", await runNode([program("typescript/bin/tsc"), "-p", "."], options), say);
    },
  },
  {
    key: "unit",
    name: "unit and database tests",
    limit: 40 * minute,
    async work({ folder, selection }, limits) {
      const file = join(folder, "vitest.json");
      const reporters = ["--reporter=default", "--reporter=./server/testing/vitest-reporter.ts"];
      const env = { ...process.env, VIGIE_TALLY: file };
      const args = [program("vitest/vitest.mjs"), "run", ...reporters, ...(selection?.tests ?? [])];
      const ended = await runNode(args, { limits, env, progress: "tests" });
      return countTests("unit and database tests", ended, () => JSON.parse(readFileSync(file, "utf8")));
    },
  },
  {
    key: "site",
    name: "production build and start",
    limit: 20 * minute,
    async work(run, limits) {
      const { ready, showOutput } = startSite(run, limits);
      showOutput();
      run.site = await ready;
      return { ...emptyTally(), passed: 1 };
    },
  },
  {
    key: "journeys",
    name: "browser journeys",
    limit: 51 * minute,
    async work({ folder, site, say, selection }, limits) {
      const skipped = { name: "browser journeys", reason: "the site did not start" };
      if (!site) return { ...emptyTally(), skipped: [skipped] };
      const file = join(folder, "journeys.json");
      const env = {
        ...site.env,
        VIGIE_TEST_URL: site.url,
        VIGIE_BROWSER: (await findBrowser(say)) ?? "",
        VIGIE_TALLY: file,
        // A failed journey is retried once in CI.
        ...(process.env.CI ? { CI: process.env.CI } : {}),
        FORCE_COLOR: process.stdout.isTTY ? "1" : "0",
      };
      const journeys = [program("@playwright/test/cli.js"), "test", "-c", "e2e/playwright.config.ts"];
      if (selection) journeys.push(...selection.journeys);
      const ended = await runNode(journeys, { limits, env, progress: "tests" });
      return countTests("browser journeys", ended, () => JSON.parse(readFileSync(file, "utf8")));
    },
  },
  {
    key: "cluster",
    name: "several machines",
    limit: 40 * minute,
    onlyByName: true,
    async work({ folder, say }, limits) {
      const file = join(folder, "cluster.json");
      const built = process.env.CLUSTER_PROGRAM ?? root;
      if (built === root) {
        const build = ["--conditions=react-server", "server/cli/main.ts", "build"];
        const outcome = await runNode(build, { limits, progress: "output" });
        if (outcome.code !== 0) return { ...emptyTally(), failed: ["several machines: the site could not be built"] };
      }
      const env = { ...process.env, VIGIE_TALLY: file, CLUSTER_PROGRAM: built };
      const reporters = ["--reporter=default", "--reporter=./server/testing/vitest-reporter.ts"];
      const parts = [program("vitest/vitest.mjs"), "run", ...reporters, "server/testing/cluster"];
      const ended = await runNode(parts, { limits, env, progress: "tests" });
      const tally = countTests("several machines", ended, () => JSON.parse(readFileSync(file, "utf8")));
      // A killed node restarts several times.
      const faults = ["--faults", "kill,cut,half-open"];
      const options = ["--program", built, "--cluster", "--writes", "1000", "--minutes", "6", ...faults];
      const writes = ["--conditions=react-server", "server/bench/cluster-writes.ts", ...options];
      const measured = await runNode(writes, { limits, quiet: true, progress: "output" });
      say(measured.output.trimEnd());
      const name = "random writes on two nodes";
      if (measured.code === 0) return { ...tally, passed: tally.passed + 1 };
      return { ...tally, failed: [...tally.failed, measured.stopped ? `${name}: ${measured.stopped}` : name] };
    },
  },
];

/**
 * Builds and starts the site under test, once. It is called before the unit tests, so that the build runs while they wait for PostgreSQL; the site's
 * stage then waits for it, and fails if it failed.
 */
export function startSite(run: Run, limits: Limits): StartingSite {
  if (run.startingSite) return run.startingSite;
  const bufferedLines: string[] = [];
  let show: Run["say"] = (line) => void bufferedLines.push(line);
  const start = async () => {
    // Both providers' buttons lead to a stub, which ends with this process.
    const { env } = await startOAuthProvider(await freePort());
    // Journeys serve feeds from this machine.
    const further = { ...env, FETCH_ALLOW_PRIVATE: "1" };
    return startTestSite(join(run.folder, "site"), limits, (line) => show(`  ${line}`), further);
  };
  const ready = start();
  // The site's stage reports a failure; until then the promise has no handler.
  ready.catch(() => {});
  run.startingSite = {
    ready,
    showOutput() {
      show = run.say;
      for (const line of bufferedLines.splice(0)) show(line);
    },
  };
  return run.startingSite;
}

/** Counts a program as one test; its output is shown if it failed. */
function countProgram(name: string, ended: ProgramResult, say: (line: string) => void): Tally {
  if (ended.code === 0) return { ...emptyTally(), passed: 1 };
  say(ended.output.trimEnd());
  if (ended.stopped) say(`${name} was stopped: ${ended.stopped}.`);
  return { ...emptyTally(), failed: [name] };
}

/** Counts a program by its own report. It may also fail without a failed test, or end without a report. */
function countTests(name: string, ended: ProgramResult, read: () => Tally): Tally {
  let tally: Tally;
  try {
    tally = read();
  } catch {
    return {
      ...emptyTally(),
      failed: [`${name}: ended without a report${ended.stopped ? ` (${ended.stopped})` : ""}`],
    };
  }
  if (ended.stopped) tally.failed.push(`${name}: stopped: ${ended.stopped}`);
  else if (ended.code !== 0 && tally.failed.length === 0) tally.failed.push(`${name}: ended with code ${ended.code}`);
  return tally;
}
