import type { HealthSample } from "../samples/schema.ts";

/** The times that the page shows. */
export const periods = ["day", "week", "month"] as const;
export type HealthPeriod = (typeof periods)[number];

const hourSeconds = 3_600;

/** How long a period is, and the step of time of its drawings (seconds). */
export const periodSteps: Record<HealthPeriod, { seconds: number; step: number }> = {
  day: { seconds: 24 * hourSeconds, step: hourSeconds },
  week: { seconds: 7 * 24 * hourSeconds, step: 6 * hourSeconds },
  month: { seconds: 30 * 24 * hourSeconds, step: 24 * hourSeconds },
};

/** Reads the period of an address; the first one for anything else. */
export function parsePeriod(text: string | undefined): HealthPeriod {
  return periods.find((one) => one === text) ?? "day";
}

/** A step of a drawing; undefined where nothing was measured. */
export interface HistoryStep {
  at: Date;
  sample: HealthSample | undefined;
}

/** Puts samples into all steps of a period, so that gaps stay gaps. The last step is the current one. */
export function fillSteps(samples: readonly HistoryStep[], period: HealthPeriod, now: number): HistoryStep[] {
  const stepMs = periodSteps[period].step * 1_000;
  const count = periodSteps[period].seconds / periodSteps[period].step;
  const last = now - (now % stepMs);
  return Array.from({ length: count }, (_, n) => {
    const at = last - (count - 1 - n) * stepMs;
    return { at: new Date(at), sample: samples.find((one) => one.at.getTime() === at)?.sample };
  });
}

/** The steps that get a label: the first, the last, and two or three between. */
export function pickLabels(count: number): number[] {
  return [0, 0.4, 0.7, 1].map((share) => Math.round(share * (count - 1))).filter((at, n, all) => all.indexOf(at) === n);
}
