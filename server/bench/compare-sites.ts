import { connect, type Database } from "#db/client.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { median } from "./http-load.ts";
import { type Instrument, type Measured, openInstrument } from "./processor-time.ts";
import { type BenchRequest, sendRequests } from "./request-load.ts";
import { runningSite } from "./site.ts";

/** One kind of request: the n-th is `requestAt(n)`. */
export interface RequestKind {
  name: string;
  requestAt(n: number): BenchRequest;
}

interface Pace {
  /** Requests of each kind in a round. */
  count: number;
  connections: number;
  rounds?: number;
}

interface OpenedSite {
  url: string;
  kinds: RequestKind[];
  instrument: Instrument;
  costs: Map<string, Measured[]>;
  close(): Promise<void>;
}

/**
 * Measures kinds of requests on several sites in turn, for example on two versions, and prints the medians. The sites run
 * on this machine with TRUST_PROXY=1. The first round is a warm-up.
 * @param sites `DATA_DIR=URL` each
 */
export async function compareSites(
  sites: readonly string[],
  listKinds: (db: Database, dataDir: string) => Promise<RequestKind[]>,
  { count, connections, rounds = 3 }: Pace,
): Promise<void> {
  const opened: OpenedSite[] = [];
  for (const site of sites) opened.push(await openSite(site, listKinds));
  for (let round = 0; round <= rounds; round += 1)
    for (const { url, kinds, instrument, costs } of opened)
      for (const { name, requestAt } of kinds) {
        const cost = await instrument.measure(() => sendRequests(url, requestAt, { count, connections }));
        if (round > 0) costs.set(name, [...(costs.get(name) ?? []), cost]);
      }
  for (const { url, costs, close } of opened) {
    await close();
    console.log(url);
    console.table(Object.fromEntries([...costs].map(([name, results]) => [name, summarise(results)])));
  }
}

async function openSite(
  argument: string,
  listKinds: (db: Database, dataDir: string) => Promise<RequestKind[]>,
): Promise<OpenedSite> {
  const [dataDir = "", address = ""] = argument.split("=");
  const { url, pid } = runningSite({ dataDir, url: address });
  const handle = await acquirePostgres({ dataDir });
  const { db, close } = connect(handle.url, { max: 1 });
  const kinds = await listKinds(db, dataDir);
  const instrument = await openInstrument({ pid, dataDir });
  return {
    url,
    kinds,
    instrument,
    costs: new Map(),
    async close() {
      await instrument.close();
      await close();
      await handle.release();
    },
  };
}

function summarise(results: readonly Measured[]) {
  const of = (what: keyof Measured) => Number(median(results.map((one) => one[what])).toFixed(3));
  return {
    "node ms": of("nodeMs"),
    "postgres ms": of("postgresMs"),
    statements: of("statements"),
    "requests/s": of("rate"),
    p50: of("p50"),
    p99: of("p99"),
    failures: of("failures"),
  };
}
