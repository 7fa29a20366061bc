import { isAutomaticDecider, parseLogKind } from "../log/rules.ts";

export const transparencyPath = "/transparency";

/** The number of decisions of one kind in one month. */
interface DecisionCount {
  month: string;
  subject: string;
  kind: string;
  count: number;
}

/** A row of the report: the decision, the rule that was broken, and whether a person or a rule decided. */
interface ReportRow {
  subject: string;
  action: string;
  /** The anchor of the rule that was broken; empty without one. */
  reason: string;
  automatic: boolean;
  count: number;
  undone: number;
  overturned: number;
}

interface ReportTotals {
  count: number;
  automatic: number;
  byPeople: number;
  undone: number;
  overturned: number;
}

export interface ReportSums {
  totals: ReportTotals;
  rows: ReportRow[];
  /** Automatic decisions by rule. */
  rules: { rule: string; count: number }[];
  months: { month: string; byPeople: number; automatic: number }[];
}

/** Sums up the counts. All sums of a report are computed here, so that its parts add up. */
export function sumDecisions(counted: readonly DecisionCount[], year: number): ReportSums {
  const totals: ReportTotals = { count: 0, automatic: 0, byPeople: 0, undone: 0, overturned: 0 };
  const rows = new Map<string, ReportRow>();
  const rules = new Map<string, number>();
  const months = new Map<string, { month: string; byPeople: number; automatic: number }>();
  for (let n = 1; n <= 12; n += 1) {
    const month = `${year}-${String(n).padStart(2, "0")}`;
    months.set(month, { month, byPeople: 0, automatic: 0 });
  }
  for (const { month, subject, kind, count } of counted) {
    const { action, reason, decider, outcome } = parseLogKind(kind);
    const automatic = isAutomaticDecider(decider);
    const key = [subject, action, reason, automatic].join("|");
    const row = rows.get(key) ?? { subject, action, reason, automatic, count: 0, undone: 0, overturned: 0 };
    rows.set(key, row);
    for (const sum of [totals, row]) {
      sum.count += count;
      if (outcome === "undone") sum.undone += count;
      if (outcome === "overturned") sum.overturned += count;
    }
    totals[automatic ? "automatic" : "byPeople"] += count;
    const inMonth = months.get(month);
    if (inMonth) inMonth[automatic ? "automatic" : "byPeople"] += count;
    if (automatic) {
      const rule = decider.slice("rule:".length);
      rules.set(rule, (rules.get(rule) ?? 0) + count);
    }
  }
  return {
    totals,
    rows: [...rows.values()].sort((a, b) => b.count - a.count || a.action.localeCompare(b.action)),
    rules: [...rules].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count),
    months: [...months.values()],
  };
}

/** Rounds a wait to one unit: 3 minutes, 2 hours, 4 days. */
export function roundWait(seconds: number): { value: number; unit: "seconds" | "minutes" | "hours" | "days" } {
  if (seconds < 90) return { value: Math.round(seconds), unit: "seconds" };
  if (seconds < 90 * 60) return { value: Math.round(seconds / 60), unit: "minutes" };
  if (seconds < 48 * 3600) return { value: Math.round(seconds / 3600), unit: "hours" };
  return { value: Math.round(seconds / 86_400), unit: "days" };
}
