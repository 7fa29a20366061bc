import { parseArgs } from "node:util";
import { OperatorError } from "#lib/operator-error.ts";
import type { Contender } from "./comparison-servers.ts";
import type { Pace } from "./sections.ts";

export const usage = `npm run bench -- [SECTION …] [options]

Measures the site on this machine, beside nginx and a bare node:http server. Sections (default: all but "next-page", "feeds", "stale" and "upgrade"):
  requests    each kind of page, /api/me, comments and votes: rate, latency, processor time, statements
  render      an article's page rendered again after a change
  search-pages complete search pages, each for another query
  mixed       two minutes of readers, members, staff and comments at once, and the staleness that a second client sees
  bad-input   unknown addresses, a slow query, a burst of comments, a database outage
  writes      the article's page while comments arrive
  live        event streams
  memory      memory and files after load
  browser     weight and vitals in a browser, and the next page of a visit
  next-page   the next page of a visit alone, prefetched and not
  newsletter  an issue sent in a thread: processor time per mail, rate, memory, and the article's page meanwhile
  feeds       feeds of other sites fetched from a local server: a first round and an unchanged one, without the site
  stale       random writes while a second client looks for stale pages
  upgrade     an upgrade to another release and the return, while readers read and comment: builds for minutes

  --peer NAME=URL   an article's page of another site, measured beside ours (may be repeated); a WordPress page is also
                    sent comments, through its wp-comments-post.php
  --json FILE       writes all figures to FILE
  --running DIR=URL measures a site that already runs on the data folder DIR (with TRUST_PROXY=1), instead of a new one
  --rounds N        rounds of which the median counts (default 5)
  --seconds N       length of each measurement (default 3)
  --connections N   simultaneous connections (default 16)
  --articles N      articles of the synthetic corpus (default 1000)
  --mixed N         seconds of the mixed run (default 120)
  --comments N      comments a second at the mixed run's highest level (default 60)
  --random-writes N writes of the section "stale" (default 10000)
  --seed N          seed of the mixed run and the random writes (default: the time)
  --unknown N       unknown addresses, and as many query strings, before memory is read (default 10000)
  --minutes N       length of the load before memory is read (default 0.5)
  --streams N       event streams held open at once (default 5000)
  --subscribers N   subscribers to the issue that the section "newsletter" sends (default 5000)
  --feeds N         feeds of the section "feeds" (default 10000)
  --release PATH    folder or archive to which the section "upgrade" upgrades (default: a copy of this folder)
  --without SECTION leaves a section out (may be repeated)
`;

export const sectionNames = [
  "requests",
  "render",
  "search-pages",
  "mixed",
  "bad-input",
  "writes",
  "live",
  "memory",
  "browser",
  "next-page",
  "newsletter",
  "feeds",
  "stale",
  "upgrade",
] as const;
export type SectionName = (typeof sectionNames)[number];

/** Sections that run only if they are named. */
const onlyByName: ReadonlySet<SectionName> = new Set(["next-page", "feeds", "stale", "upgrade"]);

export interface RunOptions {
  sections: SectionName[];
  peers: Contender[];
  json: string | undefined;
  running: { dataDir: string; url: string } | undefined;
  pace: Pace;
  articles: number;
  mixedSeconds: number;
  commentsPerSecond: number;
  randomWrites: number;
  seed: number;
  unknown: number;
  minutes: number;
  streams: number;
  subscribers: number;
  feeds: number;
  release: string | undefined;
}

/** Reads the command line; returns undefined for `--help`. Throws an OperatorError about a wrong value. */
export function readOptions(args = process.argv.slice(2)): RunOptions | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      peer: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      running: { type: "string" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
      connections: { type: "string", default: "16" },
      articles: { type: "string", default: "1000" },
      mixed: { type: "string", default: "120" },
      comments: { type: "string", default: "60" },
      "random-writes": { type: "string", default: "10000" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      minutes: { type: "string", default: "0.5" },
      unknown: { type: "string", default: "10000" },
      streams: { type: "string", default: "5000" },
      subscribers: { type: "string", default: "5000" },
      feeds: { type: "string", default: "10000" },
      release: { type: "string" },
      without: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const number = (name: keyof typeof values, minimum: number) => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < minimum)
      throw new OperatorError(`--${name} ${values[name]} is not valid: give a number of at least ${minimum}.`);
    return value;
  };
  const [, dataDir = "", url = ""] = /^([^=]+)=(https?:\/\/.+)$/.exec(values.running ?? "") ?? [];
  if (values.running !== undefined && !url)
    throw new OperatorError(`--running ${values.running} is not valid: give DATA_DIR=URL.`);
  const wanted = positionals.length > 0 ? positionals : sectionNames.filter((name) => !onlyByName.has(name));
  const unknownName = [...positionals, ...values.without].find((name) => !sectionNames.some((known) => known === name));
  if (unknownName)
    throw new OperatorError(`There is no section "${unknownName}": choose among ${sectionNames.join(", ")}.`);
  return {
    sections: sectionNames.filter((name) => wanted.includes(name) && !values.without.includes(name)),
    peers: values.peer.map((option) => {
      const [, name, url] = /^([^=]+)=(https?:\/\/.+)$/.exec(option) ?? [];
      if (!name || !url) throw new OperatorError(`--peer ${option} is not valid: give NAME=URL.`);
      return { name, url };
    }),
    json: values.json,
    running: url ? { dataDir, url } : undefined,
    pace: { rounds: number("rounds", 1), seconds: number("seconds", 1), connections: number("connections", 1) },
    articles: number("articles", 1),
    mixedSeconds: number("mixed", 4),
    commentsPerSecond: number("comments", 1),
    randomWrites: number("random-writes", 1),
    seed: number("seed", 0),
    unknown: number("unknown", 0),
    minutes: number("minutes", 0),
    streams: number("streams", 1),
    subscribers: number("subscribers", 1),
    feeds: number("feeds", 1),
    release: values.release,
  };
}
