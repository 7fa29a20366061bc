import type { ImportReport } from "../report.ts";

/** Adds the report of another export of the same archive: numbers are added, lists are joined, names are counted together. */
export function mergeReports(one: ImportReport, other: ImportReport): ImportReport {
  const merged = merge(one, other) as ImportReport;
  const { blog, site, dryRun } = one;
  // Each part was given the same users.
  const users = one.users && { ...one.users, bylines: one.users.bylines + (other.users?.bylines ?? 0) };
  return { ...merged, blog, site, dryRun, users };
}

function merge(one: unknown, other: unknown): unknown {
  if (typeof one === "number" && typeof other === "number") return one + other;
  if (Array.isArray(one) && Array.isArray(other)) return mergeLists(one, other);
  if (isRecord(one) && isRecord(other))
    return Object.fromEntries(
      [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key, merge(one[key], other[key])]),
    );
  return one ?? other;
}

function mergeLists(one: unknown[], other: unknown[]): unknown[] {
  const all = [...one, ...other];
  if (!all.every(isCount)) return all;
  const counts = new Map<string, number>();
  for (const { name, count } of all) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is { name: string; count: number } =>
  isRecord(value) && typeof value.name === "string" && typeof value.count === "number";
