import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sayError } from "#lib/operator-error.ts";
import { findBrowser } from "./browser.ts";
import { type Site, startSite } from "./site.ts";
import { type Ended, runNode, stopPrograms } from "./stage.ts";
import { emptyTally, sumUp, type Tally, tallyJourneys } from "./tally.ts";
import { makeThrowawayFolder, removeThrowawayFolder } from "./throwaway.ts";

// `npm test`: one stage after the other, all of them whatever fails before, each with a time limit.

const minute = 60_000;
/** The whole run ends before this, whatever hangs. */
const deadline = Date.now() + 35 * minute;
const bin = (path: string) => join("node_modules", path);
const tallies: Tally[] = [];
const folder = makeThrowawayFolder();
let site: Site | undefined;
let stopping = false;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => void interrupt());
}

async function interrupt(): Promise<void> {
  if (stopping) return;
  stopping = true;
  say("\nStopping.");
  await stopPrograms();
  await tidy();
  say(sumUp([...tallies, { ...emptyTally(), failed: ["interrupted"] }]).line);
  process.exit(130);
}

async function tidy(): Promise<boolean> {
  const good = (await site?.stop()) ?? true;
  site = undefined;
  removeThrowawayFolder(folder);
  return good;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs one stage, shows its name and time, and counts it; an error that it throws is one failed test. */
async function stage(name: string, limit: number, work: (limit: number) => Promise<Tally>): Promise<Tally> {
  const started = Date.now();
  say(`\n▶ ${name}`);
  let tally: Tally;
  try {
    tally = await work(Math.max(1_000, Math.min(limit, deadline - started)));
  } catch (error) {
    say(sayError(error));
    tally = { ...emptyTally(), failed: [name] };
  }
  // After a signal the last line is already being written.
  if (stopping) await new Promise(() => {});
  tallies.push(tally);
  const seconds = Math.round((Date.now() - started) / 1_000);
  say(`${tally.failed.length === 0 ? "✓" : "✗"} ${name}: ${sumUp([tally]).line} (${seconds} s)`);
  return tally;
}

/** One program that either succeeds or not; what it printed is shown if not. */
function one(name: string, ended: Ended): Tally {
  if (ended.code === 0) return { ...emptyTally(), passed: 1 };
  say(ended.output.trimEnd());
  if (ended.late) say(`${name} took too long and was stopped.`);
  return { ...emptyTally(), failed: [name] };
}

/** Adds a failure if the program failed although no test did, or wrote no report. */
function withProgram(name: string, ended: Ended, read: () => Tally): Tally {
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

await stage("lint", 3 * minute, async (limit) =>
  one("lint", await runNode([bin("@biomejs/biome/bin/biome"), "check", "."], { limit, quiet: true })),
);

await stage("types", 5 * minute, async (limit) => {
  // Next's own types of the routes (PageProps …) are generated.
  const generated = await runNode([bin("next/dist/bin/next"), "typegen"], { limit, quiet: true });
  return generated.code === 0
    ? one("types", await runNode([bin("typescript/bin/tsc"), "-p", "."], { limit, quiet: true }))
    : one("types", generated);
});

await stage("unit and database tests", 12 * minute, async (limit) => {
  const file = join(folder, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=./server/testing/vitest-tally.ts"];
  const ended = await runNode([bin("vitest/vitest.mjs"), "run", ...reporters], {
    limit,
    env: { ...process.env, VIGIE_TALLY: file },
  });
  return withProgram("unit and database tests", ended, () => JSON.parse(readFileSync(file, "utf8")));
});

const built = await stage("production build and start", 10 * minute, async (limit) => {
  site = await startSite(join(folder, "site"), limit, (line) => say(`  ${line}`));
  return { ...emptyTally(), passed: 1 };
});

await stage("browser journeys", 15 * minute, async (limit) => {
  if (!site || built.failed.length > 0) {
    return { ...emptyTally(), skipped: [{ name: "browser journeys", reason: "the site did not start" }] };
  }
  const browser = await findBrowser(say);
  const file = join(folder, "journeys.json");
  const ended = await runNode([bin("@playwright/test/cli.js"), "test", "-c", "e2e/playwright.config.ts"], {
    limit,
    env: {
      ...site.env,
      VIGIE_TEST_URL: site.url,
      VIGIE_BROWSER: browser ?? "",
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
      FORCE_COLOR: process.stdout.isTTY ? "1" : "0",
    },
  });
  return withProgram("browser journeys", ended, () => tallyJourneys(JSON.parse(readFileSync(file, "utf8"))));
});

if (site) {
  await stage("stop", 2 * minute, async () =>
    (await tidy()) ? { ...emptyTally(), passed: 1 } : { ...emptyTally(), failed: ["the site did not stop cleanly"] },
  );
} else await tidy();

say("");
for (const { name, reason } of tallies.flatMap((tally) => tally.skipped)) say(`skipped: ${name} (${reason})`);
for (const name of tallies.flatMap((tally) => tally.failed)) say(`failed: ${name}`);
const { line, good } = sumUp(tallies);
process.stdout.write(`${line}\n`, () => process.exit(good ? 0 : 1));
