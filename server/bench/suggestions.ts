import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "#db/client.ts";
import { correctQuery } from "#features/search/spelling/correct-query.ts";
import { suggest } from "#features/search/suggestions/suggest.ts";
import { readTypedText } from "#features/search/suggestions/typed-text.ts";
import { VocabularyCache } from "#features/search/suggestions/vocabulary.ts";
import { searchSuggestions } from "../http/search-suggestions.ts";

// Measures suggestions and corrections on the database of DATABASE_URL: each typed text alone (the best of nine, because
// other work on the machine only adds), then as many requests as the endpoint answers, for distinct texts and again for
// the same. DATABASE_URL=… node server/bench/suggestions.ts

const url = process.env.DATABASE_URL;
if (!url) throw new Error("DATABASE_URL is not set.");
const connection = connect(url, { max: 10, prepareRepeated: true });
const { db, sql } = connection;
globalThis.vigieConnection = connection;

/** Words of each frequency, cut after two to six letters, alone and behind another word. */
async function listTyped(): Promise<string[]> {
  const words = await sql<{ spelling: string }[]>`
    (select spelling from search_terms where length(word) > 3 order by article_count desc, word limit 40)
    union all (select spelling from search_terms where length(word) > 3 order by md5(word) limit 400)`;
  return words.flatMap(({ spelling }, n) => {
    const part = spelling.slice(0, 2 + (n % 5));
    return n % 3 === 0 ? [part, `${words[(n * 7) % words.length]?.spelling} ${part}`] : [part];
  });
}

async function bestOf(times: number, work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < times; n += 1) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function print(what: string, times: number[]): void {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]?.toFixed(1);
  console.log(`${what}: ${sorted.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms`);
}

const typed = await listTyped();
const vocabulary = await new VocabularyCache(db).get();
const alone: number[] = [];
for (const text of typed.slice(0, 200)) {
  const read = readTypedText(text);
  if (read) alone.push(await bestOf(9, () => suggest(db, vocabulary, read)));
}
print("suggestions, one at a time", alone);

const corrections: number[] = [];
for (const text of typed.filter((one) => one.length > 4).slice(0, 50))
  corrections.push(await bestOf(5, () => correctQuery(db, `${text}x ${text.slice(1)}`)));
print("corrections of two words", corrections);

const answer = searchSuggestions(db, { trustProxy: 1, siteUrl: "http://localhost" });
const server = createServer((req, res) => void answer(req, res));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;

async function load(what: string): Promise<void> {
  const waiting = [...new Set(typed)];
  const count = waiting.length;
  let failed = 0;
  const start = performance.now();
  const client = async (network: number) => {
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
      const address = `http://127.0.0.1:${port}/search/suggest?q=${encodeURIComponent(text)}`;
      const response = await fetch(address, { headers: { "x-forwarded-for": `198.18.0.${network}` } });
      await response.text();
      if (!response.ok) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, network) => client(network)));
  const perSecond = Math.round((count * 1_000) / (performance.now() - start));
  console.log(`${what}: ${count}, ${perSecond} a second, ${failed} refused`);
}
await load("distinct texts");
await load("the same again");
server.close();
await connection.close();
