import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, SectionResult } from "./context.ts";
import { type Effect, openRandomWrites, type Write, type WriteKind } from "./random-writes.ts";
import { figure, type Row, table } from "./report.ts";
import { percentile } from "./request-load.ts";

/** How late a signed-out reader may see each effect (ms), counted from the response to the write. */
const maxStaleness: Record<Effect, number> = { addition: 850, removal: 0, elsewhere: 1_000 };

const patienceMs = 10_000;
const pauseMs = 10;
const writers = 16;
/** Maximum number of violations that are printed. */
const maxPrinted = 20;

interface Violation {
  kind: WriteKind;
  effect: Effect;
  address: string;
  staleMs: number;
}

/**
 * Makes random writes on the site (comments, edits, deletions, decisions, votes, corrections, publications, settings)
 * while a second, signed-out client requests the pages that must show each, from its response on. A page that is stale
 * for longer than its effect allows is a violation.
 */
export async function measureStalePages(bench: Bench): Promise<SectionResult> {
  const { options, say } = bench;
  const writes = await openRandomWrites(bench);
  const seen = new Map<WriteKind, { effect: Effect; stale: number[] }>();
  const violations: Violation[] = [];
  let [begun, refused] = [0, 0];
  const note = (write: Write, address: string, staleMs: number) => {
    const { kind, effect } = write;
    const figures = seen.get(kind) ?? { effect, stale: [] };
    seen.set(kind, figures);
    figures.stale.push(staleMs);
    if (staleMs > maxStaleness[effect]) violations.push({ kind, effect, address, staleMs });
  };
  const writer = async () => {
    while (begun < options.randomWrites) {
      begun += 1;
      if (begun % 1_000 === 0) say(`  ${figure(begun)} of ${figure(options.randomWrites)}`);
      const write = await writes.next();
      if (!write) refused += 1;
      else
        await Promise.all(
          write.pages.map(async ({ address, isCurrent }) =>
            note(write, address, await staleness(bench.site.url + address, write.answered, isCurrent)),
          ),
        ).finally(write.release);
    }
  };
  try {
    await Promise.all(Array.from({ length: writers }, writer));
  } finally {
    await writes.close();
  }
  const rows = [...seen].map(([kind, { effect, stale }]): Row => {
    const sorted = stale.toSorted((a, b) => a - b);
    return [
      kind,
      ...[figure(stale.length), figure(maxStaleness[effect]), figure(percentile(sorted, 0.5))],
      ...[figure(percentile(sorted, 0.99)), figure(sorted.at(-1))],
    ];
  });
  const title = `${figure(begun)} random writes (seed ${options.seed}), ${figure(refused)} refused: staleness of the pages that show them, ms`;
  say(table(title, ["write", "pages", "allowed", "median", "p99", "worst"], rows));
  for (const { kind, effect, address, staleMs } of violations.slice(0, maxPrinted))
    say(`  ${kind} (${effect}): ${address} was stale for ${figure(staleMs)} ms`);
  return {
    figures: { writes: begun, refused, seed: options.seed, kinds: Object.fromEntries(seen), violations },
    over: [
      ...(violations.length > 0 ? [`${violations.length} pages were stale for too long (seed ${options.seed})`] : []),
      ...(refused > begun / 10 ? [`${refused} of ${begun} writes were refused, so the others prove little`] : []),
    ],
  };
}

/**
 * Requests a page until it is current. Resolves to the time from the response to the last request that got a stale page;
 * 0 if none did, Infinity if the page never became current.
 */
async function staleness(
  url: string,
  answered: number,
  isCurrent: (status: number, html: string) => boolean,
): Promise<number> {
  let stale = 0;
  for (;;) {
    const sent = performance.now();
    if (sent - answered > patienceMs) return Number.POSITIVE_INFINITY;
    const answer = await fetch(url, { redirect: "manual" });
    const html = await answer.text();
    // A refusal says nothing about the page.
    if (answer.status !== 503 && answer.status !== 429) {
      if (isCurrent(answer.status, html)) return stale;
      stale = sent - answered;
    }
    await sleep(pauseMs);
  }
}
