import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#db/client.ts";
import type { Availability } from "#db/database-watch.ts";
import { readSiteFigures, type SiteFigures } from "#features/health/samples/site-figures.ts";

/** How long figures serve all scrapes and samples (ms). */
const maxAgeMs = 15_000;
/** Figures that take longer than this are left out; they are used once they are there (ms). */
const timeoutMs = 3_000;

/**
 * Reads the site's figures from the database, once for all who ask within some seconds, and one reading at a time. Never
 * waits long: without a database there are none.
 */
export class SiteFiguresReader {
  readonly #db: Database;
  readonly #availability: Pick<Availability, "state"> | undefined;
  #last: { figures: SiteFigures; at: number } | undefined;
  #reading: Promise<SiteFigures | undefined> | undefined;

  constructor(db: Database, availability?: Pick<Availability, "state">) {
    this.#db = db;
    this.#availability = availability;
  }

  get isDatabaseUp(): boolean {
    return this.#availability?.state !== "down";
  }

  /** The figures, at most some seconds old; undefined if the database does not answer in time. */
  async read(): Promise<SiteFigures | undefined> {
    if (!this.isDatabaseUp) return undefined;
    if (this.#last && performance.now() - this.#last.at < maxAgeMs) return this.#last.figures;
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    return await Promise.race([this.#reading, sleep(timeoutMs, undefined, { ref: false })]);
  }

  async #readNow(): Promise<SiteFigures | undefined> {
    try {
      const figures = await readSiteFigures(this.#db);
      this.#last = { figures, at: performance.now() };
      return figures;
    } catch {
      // The database's own watch and the log say why.
      return undefined;
    }
  }
}
