import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { backupKinds } from "#db/schema.ts";
import { durationBounds } from "#features/health/durations/rules.ts";
import type { SiteFigures } from "#features/health/samples/site-figures.ts";
import { writeExposition } from "#lib/metrics/exposition.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { listMetricFamilies } from "./metric-families.ts";

const folder = path.resolve(import.meta.dirname, "../../docs/monitoring");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");

const waiting = { waiting: 1, oldestSeconds: 2 };
const site: SiteFigures = {
  queues: { mail: { ...waiting, failed: 0, givenUp: 0, later: 0, unsent: 0, unsentSeconds: 0 } },
  schedules: { maintenance: { seconds: 3, isFailing: false } },
  heartbeatSeconds: 4,
  moderation: { comments: waiting, notices: waiting, appeals: waiting },
  newsletter: { ...waiting, uncertain: 0 },
  mails: { ...waiting, uncertain: 0 },
  feeds: { active: 1, failing: 0, gone: 0, moved: 0, overdue: 0, overdueSeconds: 0 },
  created: { members: 1, comments: 2, articles: 3 },
  databaseBytes: 5,
  stored: { pictures: 7, backups: 8 },
  backups: Object.fromEntries(backupKinds.map((kind) => [kind, { seconds: 6, isFailing: false }])),
};

/** Everything that a site with readers, jobs and backups emits. */
function everyMetric(format: "prometheus" | "openMetrics"): string {
  threadMetrics.refusals.add("malformed");
  threadMetrics.refusals.add("limit comments");
  threadMetrics.fetches.add("2xx");
  threadMetrics.statements.record('select "id" from "articles" where "slug" = $1', 2);
  const thread = threadMetrics.figures();
  const durations = { counts: [...durationBounds.map(() => 1), 1], seconds: 1 };
  const families = listMetricFamilies({
    figures: {
      main: thread,
      render: thread,
      residentBytes: 1,
      disk: { total: 2, free: 1 },
      serving: {
        requests: { article: { statuses: { "2xx": 18 }, durations, bytes: 1 } },
        runningRequests: 0,
        pageCache: { hits: 1, stale: 0, misses: 1, pages: 1, bytes: 1 },
        renders: { durations, failed: 0, running: 0 },
        liveStreams: 0,
      },
    },
    site,
    isDatabaseUp: true,
    version: "1.0.0",
    parsers: { comments: { running: 0, waiting: 0 } },
    lostSamples: 0,
  });
  return writeExposition(families, format);
}

const emitted = new Set([...everyMetric("prometheus").matchAll(/^([a-z][a-z_]*)[{ ]/gm)].map(([, name]) => name));
const namesIn = (text: string) => new Set([...text.matchAll(/\b(?:vigie|process)_[a-z_]+\b/g)].map(([name]) => name));

/** All queries of the dashboard, wherever they stand in it. */
function listQueries(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { expr, definition } = value as { expr?: unknown; definition?: unknown };
  const own = [expr, definition].filter((one) => typeof one === "string");
  return [...own, ...Object.values(value).flatMap(listQueries)];
}

test("every query of the dashboard reads metrics that the site emits", () => {
  const dashboard: unknown = JSON.parse(read("dashboard.json"));
  const queries = listQueries(dashboard);
  expect(queries.length).toBeGreaterThan(40);
  for (const query of queries) {
    const names = [...namesIn(query)];
    expect(names, query).not.toEqual([]);
    expect(
      names.filter((name) => !emitted.has(name)),
      query,
    ).toEqual([]);
  }
});

test("the panels of the dashboard do not overlap, and each has an id of its own", () => {
  const { panels } = JSON.parse(read("dashboard.json")) as {
    panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = new Set<string>();
  for (const { gridPos } of panels)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(x).toBeLessThan(24);
        expect(cells.has(`${x},${y}`)).toBe(false);
        cells.add(`${x},${y}`);
      }
});

test("every alert reads metrics that the site emits, and says what to do", () => {
  const text = read("alerts.yml");
  const alerts = text.split(/^ {6}- alert: /m).slice(1);
  expect(alerts).toHaveLength(10);
  const headings = [...readFileSync(`${folder}.md`, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
  for (const alert of alerts) {
    expect([...namesIn(alert)].filter((name) => !emitted.has(name))).toEqual([]);
    expect(alert).toMatch(/summary: .+\n\s+description: .+\n\s+runbook: docs\/monitoring\.md#/);
    expect(headings).toContain(/monitoring\.md#(\S+)/.exec(alert)?.[1]);
  }
});

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

test.skipIf(!hasPromtool)("promtool accepts the metrics and the alerts (skipped without Debian's prometheus)", () => {
  const promtool = (args: string[], input = "") => {
    const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: folder, input, encoding: "utf8" });
    return { status, output: stdout + stderr };
  };
  expect(promtool(["check", "metrics"], everyMetric("prometheus"))).toEqual({ status: 0, output: "" });
  expect(promtool(["check", "rules", "alerts.yml"])).toMatchObject({ status: 0 });
  expect(promtool(["test", "rules", "alerts.test.yml"])).toMatchObject({ status: 0 });
});
