import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readWaitingLauncher } from "../upgrade/switch-request.mjs";
import { root } from "./child-process.ts";
import type { Bench, SectionResult } from "./context.ts";
import { type ContinuousLoad, type Outcome, startContinuousLoad } from "./continuous-load.ts";
import { figure, type Row, table } from "./report.ts";
import { percentile } from "./request-load.ts";
import { copyRelease } from "./second-release.ts";
import { isRedirect } from "./write-requests.ts";

const quietSeconds = 20;
/** As long as the process before may serve its last connections. */
const afterSeconds = 60;
const readers = 6;
const pauseMs = 50;
/** A reader calls this slow (ms). */
const slowMs = 1_000;

/**
 * Upgrades the site to another release while readers read and members comment, then returns to the release before.
 * Counts what they notice, and compares their times with those before.
 */
export async function measureUpgrade({ site, dataDir, db, options, say }: Bench): Promise<SectionResult> {
  const release = options.release ?? copyRelease(path.dirname(path.resolve(dataDir)));
  const load = await startContinuousLoad({ db, dataDir, url: site.url, readers, pauseMs });
  const marks: [string, number][] = [["before", performance.now()]];
  const mark = (name: string) => marks.push([name, performance.now()]);
  let stored: Awaited<ReturnType<ContinuousLoad["stop"]>>;
  try {
    await sleep(quietSeconds * 1_000);
    mark("the upgrade");
    await runUpgrade(dataDir, [release], say);
    mark("after it");
    await sleep(afterSeconds * 1_000);
    mark("the return");
    await runUpgrade(dataDir, ["--back"], say);
    mark("after that");
    await sleep(afterSeconds * 1_000);
  } finally {
    stored = await load.stop();
    if (!options.release) rmSync(release, { recursive: true, force: true });
  }
  const phases = marks.map(([name, from], at) => {
    const until = marks[at + 1]?.[1] ?? performance.now();
    const within = <T extends Outcome>(all: T[]) => all.filter((one) => one.at >= from && one.at < until);
    return {
      ...{ name, seconds: (until - from) / 1_000 },
      pages: summarize(within(load.reads), (status) => status === 200),
      comments: summarize(within(load.writes), isRedirect),
    };
  });
  for (const kind of ["pages", "comments"] as const) {
    const quiet = phases[0]?.[kind];
    const rows = phases.map(
      ({ name, seconds, [kind]: one }): Row => [
        `${name}, ${figure(seconds)} s`,
        ...[figure(one.requests), figure(one.failed), figure(one.slow)],
        ...[figure(one.p50), figure(one.p99), figure(one.max), `× ${figure(one.p99 / (quiet?.p99 ?? Number.NaN), 1)}`],
      ],
    );
    say(
      table(`${kind}, ms`, ["", "requests", "failed", "over 1 s", "median", "p99", "slowest", "p99 to before"], rows),
    );
  }
  say(`${figure(stored.acknowledged)} comments acknowledged, ${stored.lost} lost, ${stored.duplicates} stored twice.`);
  const failures = phases.flatMap(({ name, pages, comments }) =>
    [...pages.reasons, ...comments.reasons].map((reason) => `a request failed during "${name}": ${reason}`),
  );
  if (stored.lost + stored.duplicates > 0) failures.push("comments were lost or stored twice");
  return { figures: { phases, ...stored }, over: failures };
}

function summarize(all: readonly Outcome[], isGood: (status: number) => boolean) {
  const times = all.filter(({ status }) => isGood(status)).map(({ ms }) => ms);
  const others = all.filter(({ status }) => !isGood(status)).map(({ status, error }) => error || String(status));
  times.sort((a, b) => a - b);
  return {
    ...{ requests: all.length, failed: others.length, reasons: [...new Set(others)] },
    ...{ p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: times.at(-1) ?? Number.NaN },
    slow: times.filter((ms) => ms > slowMs).length,
  };
}

async function runUpgrade(dataDir: string, parameters: string[], say: (line: string) => void): Promise<void> {
  // The folder in which the operator runs the site.
  const home = readWaitingLauncher(dataDir)?.home ?? root;
  const args = [path.join(home, "server/process/bootstrap.mjs"), "vigie", "upgrade", ...parameters];
  const env = { ...process.env, DATA_DIR: path.resolve(dataDir), DATABASE_URL: "", DATABASE_DIRECT_URL: "" };
  const child = spawn(process.execPath, args, { cwd: home, env, stdio: ["ignore", "ignore", "pipe"] });
  child.stderr.setEncoding("utf8").on("data", (text: string) => say(text.trimEnd()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`vigie upgrade ${parameters.join(" ")} ended with ${code}.`);
}
