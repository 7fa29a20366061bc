import { expect, test } from "vitest";
import { percentile } from "../request-load.ts";
import { type SimulationInput, type SimulationResult, simulate } from "./simulate.ts";
import { simulateRenders } from "./validation.ts";

// The times are invented and the same everywhere: what is asserted are counts, order, and simulated time.
const times = { readMs: 2, threadMs: 24, waitMs: 41, valkeyMs: 1, responseMs: 3 };
const site: SimulationInput = {
  ...{ seed: 23, nodes: 4, seconds: 60, valkey: true, articles: 1_000, pageRequests: 4_000, exponent: 1, times },
  writes: { comment: 8, vote: 4, correction: 1, publication: 0.2 },
};
const lagsOf = ({ lags }: SimulationResult) => Object.values(lags).flat();

test("the same seed gives the same result, another one another", () => {
  const first = simulate(site);
  expect(simulate(site)).toEqual(first);
  expect(simulate({ ...site, seed: 24 })).not.toEqual(first);
});

test("every node reads every change once, also without notifications, from replicas, in a burst, and on 64 nodes", () => {
  const burst = { fromSecond: 10, seconds: 20, pageRequests: 5_000, comments: 100 };
  const inputs: SimulationInput[] = [
    site,
    { ...site, losesNotifications: true },
    { ...site, replicas: { count: 2, meanLagMs: 200 } },
    { ...site, burst },
    { ...site, nodes: 64, seconds: 20 },
  ];
  for (const input of inputs) {
    const result = simulate(input);
    expect(result.changes).toBeGreaterThan(200);
    expect(result.nodes.map(({ rows }) => rows)).toEqual(result.nodes.map(() => result.changes));
    // Each change has reached the last node.
    expect(lagsOf(result).length).toBe(result.changes);
  }
});

test("a change of a page that all readers request is rendered once with Valkey, and by each node without", () => {
  for (const write of ["correction", "comment"] as const)
    for (const seed of [1, 2, 3]) {
      const [shared, alone] = [simulateRenders(times, true, write, seed), simulateRenders(times, false, write, seed)];
      expect([shared.changes, shared.renders], `${write}, seed ${seed}`).toEqual([alone.changes, shared.changes]);
      expect(alone.renders).toBe(4 * alone.changes);
    }
});

test("a correction reaches the last node before an addition does, and none is missing for longer than a second", () => {
  const { lags } = simulate(site);
  expect(percentile(lags.correction, 0.99)).toBeLessThan(percentile(lags.comment, 0.99));
  expect(Math.max(...lags.comment, ...lags.vote)).toBeLessThanOrEqual(1_000);
  expect(Math.max(...lags.correction, ...lags.publication)).toBeLessThanOrEqual(100);
});

test("without notifications a correction reaches the last node by the poll, a quarter of a second later", () => {
  const { lags } = simulate({ ...site, losesNotifications: true });
  expect(percentile(lags.correction, 0.5)).toBeGreaterThan(percentile(simulate(site).lags.correction, 0.5));
  expect(Math.max(...lags.correction)).toBeLessThanOrEqual(250 + 2 * times.readMs);
});

test("behind a standby a correction comes later, by its lag", () => {
  const medians = [0, 50, 200].map((meanLagMs) =>
    percentile(simulate({ ...site, replicas: { count: 2, meanLagMs } }).lags.correction, 0.5),
  );
  expect(medians).toEqual(medians.toSorted((a, b) => a - b));
  expect(medians[2]).toBeGreaterThan(100);
});

test("more nodes cost more reads; with Valkey they cost few more renders than without it", () => {
  const results = [1, 4, 16, 64].map((nodes) => {
    const input = { ...site, nodes, seconds: 20 };
    return { shared: simulate(input), alone: simulate({ ...input, valkey: false }) };
  });
  const reads = results.map(({ shared }) => shared.nodes.reduce((sum, node) => sum + node.reads, 0));
  expect(reads).toEqual(reads.toSorted((a, b) => a - b));
  const grows = (of: (one: (typeof results)[number]) => number) =>
    of(results.at(-1) ?? raise()) / of(results[0] ?? raise());
  expect(grows(({ shared }) => shared.renders)).toBeLessThan(grows(({ alone }) => alone.renders) / 4);
});

test("a burst of comments on one article is read together, and does not cost a render for each", () => {
  const burst = { fromSecond: 10, seconds: 20, pageRequests: 5_000, comments: 100 };
  const [quiet, busy] = [simulate(site), simulate({ ...site, burst })];
  const added = busy.changes - quiet.changes;
  expect(added).toBeGreaterThan(1_000);
  expect(busy.renders - quiet.renders).toBeLessThan(added / 4);
  // At most twenty a second of each node.
  expect(busy.notifications).toBeLessThanOrEqual(20 * 4 * site.seconds);
});

test("a cache in front of the site is purged of what is due at once with one request", () => {
  const edge = { delaysMs: [50, 150, 300, 500, 800, 2_000], maxKeys: 400, requestMs: 2 };
  const { changes, purges } = simulate({ ...site, edge });
  expect(purges?.requests).toBeLessThanOrEqual(6 * changes);
  expect(purges?.keys).toBeGreaterThan(6 * changes);
  const slow = simulate({ ...site, edge: { ...edge, requestMs: 500 } }).purges;
  expect(slow?.requests).toBeLessThan((purges?.requests ?? 0) / 2);
});

function raise(): never {
  throw new Error("There is no result.");
}
