import { sayError } from "#lib/operator-error.ts";
import { stopPrograms } from "./run-program.ts";
import { selectChanged } from "./select-changed-tests.ts";
import { createTestFolder, removeTestFolder } from "./temporary-postgres.ts";
import { emptyTally, listExceptions, sumUp, type Tally } from "./test-counts.ts";
import { type Run, type Stage, silenceMs, stages, startSite } from "./test-stages.ts";
import type { Limits } from "./watchdog.ts";

// `npm test`: runs all stages in order, even after failures; the site is built during the unit tests. A stage that hangs is stopped. `npm test --
// lint unit` runs only those stages (journeys include the site), `npm test -- changed` only the tests that the changes can affect.

/** The whole run ends before this (milliseconds): CI ends after 90 minutes. */
const deadline = Date.now() + 75 * 60_000;
/** Time reserved for stopping a site that stops slowly. */
const stopLimit = 2 * 60_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const run: Run = { folder: createTestFolder(), say };
const tallies: Tally[] = [];
let stopping = false;

process.on("uncaughtException", (error) => {
  console.error(error);
  void interrupt();
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void interrupt());

const wanted = new Set(process.argv.slice(2));
const onlyChanged = wanted.delete("changed");
if (onlyChanged) for (const key of ["lint", "types", "unit"]) wanted.add(key);
if (wanted.has("journeys")) wanted.add("site");
const unknown = [...wanted].filter((key) => !stages.some((stage) => stage.key === key));
if (unknown.length > 0) {
  say(`There is no stage ${unknown.join(", ")}. Stages: ${stages.map(({ key }) => key).join(", ")}; or \`changed\`.`);
  tallies.push({ ...emptyTally(), failed: [`stage ${unknown.join(", ")}`] });
} else {
  if (!onlyChanged || selectWhatChanged())
    for (const stage of stages) {
      if (!isWanted(stage.key) || (stage.onlyByName && !wanted.has(stage.key))) continue;
      const site = stages.find(({ key }) => key === "site");
      if (stage.key === "unit" && site && isWanted("site")) startSite(run, limitsOf(site.limit));
      await count(stage);
    }
  if (run.site) await count({ key: "site", name: "stop", limit: stopLimit, work: stop });
}
removeTestFolder(run.folder);
finish();

function isWanted(key: Stage["key"]): boolean {
  return wanted.size === 0 || wanted.has(key);
}

function limitsOf(limit: number): Limits {
  return { total: Math.max(1_000, Math.min(limit, deadline - Date.now())), silence: silenceMs };
}

async function count({ name, limit, work }: Stage): Promise<void> {
  const started = Date.now();
  say(`\n▶ ${name}`);
  let tally: Tally;
  try {
    tally = await work(run, limitsOf(limit));
  } catch (error) {
    say(sayError(error));
    tally = { ...emptyTally(), failed: [name] };
  }
  // After a signal the last line is already being written.
  if (stopping) await new Promise(() => {});
  tallies.push(tally);
  const seconds = Math.round((Date.now() - started) / 1_000);
  say(`${tally.failed.length === 0 ? "✓" : "✗"} ${name}: ${sumUp([tally]).line} (${seconds} s)`);
}

/** Selects what the changes can affect; false if that is unknown. */
function selectWhatChanged(): boolean {
  try {
    run.selection = selectChanged(say, wanted.has("journeys"));
    if (run.selection.journeys.length === 0) for (const key of ["site", "journeys"]) wanted.delete(key);
    return true;
  } catch (error) {
    say(sayError(error));
    tallies.push({ ...emptyTally(), failed: ["changed"] });
    return false;
  }
}

async function stop(): Promise<Tally> {
  const good = (await run.site?.stop()) ?? true;
  run.site = undefined;
  return good ? { ...emptyTally(), passed: 1 } : { ...emptyTally(), failed: ["the site did not stop cleanly"] };
}

async function interrupt(): Promise<void> {
  if (stopping) return;
  stopping = true;
  say("\nStopping.");
  await stopPrograms();
  await stop();
  removeTestFolder(run.folder);
  tallies.push({ ...emptyTally(), failed: ["interrupted"] });
  finish();
}

function finish(): void {
  say("");
  for (const line of listExceptions(tallies)) say(line);
  const { line, good } = sumUp(tallies);
  process.stdout.write(`${line}\n`, () => process.exit(good ? 0 : 1));
}
