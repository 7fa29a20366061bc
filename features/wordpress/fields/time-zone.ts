import { createOffsetReader, parseUtc } from "../dates.ts";

/** Samples kept: one for each month and offset. More tell nothing new. */
const maxSamples = 120;
/**
 * Zones to choose among those that fit equally well, before all others: those with the most sites. UTC is WordPress's
 * default, so it comes before those with its time all year.
 */
const commonZones = [
  ...["Europe/Paris", "Europe/London", "America/New_York", "America/Toronto", "America/Chicago", "America/Denver"],
  ...["America/Los_Angeles", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata", "Asia/Shanghai", "Australia/Sydney"],
  ...["UTC", "Africa/Casablanca", "Africa/Abidjan", "Africa/Tunis", "Indian/Reunion", "America/Martinique"],
];

/** All pairs of one month with one offset. */
interface Sample {
  time: number;
  offset: number;
  count: number;
}

/** Collects pairs of local and GMT dates of an export, and infers the blog's time zone from them. */
export class TimeZoneSamples {
  readonly #samples = new Map<string, Sample>();

  add(local: string, gmt: string): void {
    const wall = parseUtc(local);
    const time = parseUtc(gmt);
    if (wall === undefined || time === undefined || Math.abs(wall - time) > 15 * 3_600_000) return;
    const key = `${gmt.slice(0, 7)} ${wall - time}`;
    const known = this.#samples.get(key);
    if (known) known.count += 1;
    else if (this.#samples.size < maxSamples) this.#samples.set(key, { time, offset: wall - time, count: 1 });
  }

  /**
   * Returns the IANA zone that agrees with the most pairs, undefined unless it agrees with nine in ten of at least two.
   * Among equals, `preferred` wins, then a zone with many sites. Drafts have local dates as GMT in some exports, so not
   * every pair is right.
   */
  infer(preferred = "Europe/Paris"): string | undefined {
    const samples = [...this.#samples.values()];
    const total = samples.reduce((sum, { count }) => sum + count, 0);
    if (total < 2) return undefined;
    let best = { zone: "", hits: 0 };
    for (const zone of new Set([preferred, ...commonZones, ...Intl.supportedValuesOf("timeZone")])) {
      const hits = countHits(zone, samples, total, best.hits);
      if (hits > best.hits) best = { zone, hits };
    }
    return best.hits >= 0.9 * total ? best.zone : undefined;
  }
}

/** Counts the pairs that a zone agrees with; stops when it can no longer be better than `toBeat`. */
function countHits(zone: string, samples: Sample[], total: number, toBeat: number): number {
  const offsetAt = createOffsetReader(zone);
  let hits = total;
  for (const { time, offset, count } of samples) {
    if (offsetAt(time) !== offset) hits -= count;
    if (hits <= toBeat) return 0;
  }
  return hits;
}
