import type { Database } from "#db/client.ts";
import type { RunOptions } from "./options.ts";
import type { Instrument } from "./processor-time.ts";
import type { BenchSite } from "./site.ts";

/** The site and the tools with which each section measures. */
export interface Bench {
  site: BenchSite;
  dataDir: string;
  db: Database;
  instrument: Instrument;
  /** The slug of the demo article whose page is measured. */
  article: string;
  /** Slugs of published articles, the most read ones first. */
  articles: readonly string[];
  options: RunOptions;
  say(line: string): void;
}

/** The figures of a section, and one line per exceeded budget. */
export interface SectionResult {
  figures: unknown;
  over?: string[];
}
