import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { searchSite } from "#features/search/queries.ts";
import { parseSearchRequest } from "#features/search/request/address.ts";
import { importWordPress } from "#features/wordpress/import.ts";
import { installDemo } from "#server/cli/demo/install.ts";
import { demoContents } from "#server/cli/demo/languages.ts";
import { drawNoise } from "#server/cli/demo/pictures-testing.ts";
import { demoQueries, type JudgedQuery, laterQueries, oldSiteQueries } from "./search-queries.ts";

const { db, sql } = testDatabase();
process.env.DATA_DIR = mkdtempSync(path.join(tmpdir(), "vigie-search-quality-"));
const oldSite = "../shared/data/wxr/seed-site.xml";

beforeAll(async () => {
  await installDemo(db, () => drawNoise(), demoContents.fr);
  await addVocabulary();
}, 120_000);

/** The words of all articles, as the worker writes them. */
async function addVocabulary() {
  await sql`
    insert into search_terms (word, spelling, stem, article_count)
    select word, min(spelling), coalesce((ts_lexize('french_stem', word))[1], word), count(distinct id)
    from (
      select a.id, w.spelling, lower(unaccent(w.spelling)) as word
      from articles as a cross join lateral regexp_split_to_table(lower(concat_ws(' ', a.title, a.lead, a.body_text)), '[^[:alpha:]]+') as w (spelling)
      where a.status = 'published' and length(unaccent(w.spelling)) between 3 and 40
    ) as found where coalesce(ts_lexize('french_stem', word) <> '{}', true) group by word
    on conflict (word) do update set article_count = excluded.article_count`;
}

/** The place of the first of the wanted articles among the articles found, from 1; 0: not on the first page. */
async function rankQuery({
  text,
  articles,
}: JudgedQuery): Promise<{ text: string; rank: number; found: string[]; note: string }> {
  const request = parseSearchRequest(new URLSearchParams({ q: text }));
  const result = await searchSite(db, request, { timeoutMs: 60_000 });
  if (!result.ok) throw new Error(result.code);
  const found = result.value.hits.flatMap((hit) => (hit.kind === "article" ? [hit.slug] : []));
  const { correctedText, isPartial } = result.value;
  const note = `${correctedText === null ? "" : `as ${correctedText}: `}${isPartial ? "partly: " : ""}`;
  return { text, rank: found.findIndex((slug) => articles.includes(slug)) + 1, found, note };
}

async function measure(name: string, queries: JudgedQuery[]) {
  const ranks: Awaited<ReturnType<typeof rankQuery>>[] = [];
  for (const query of queries) ranks.push(await rankQuery(query));
  const share = (matches: (rank: number) => boolean) => ranks.filter(({ rank }) => matches(rank)).length / ranks.length;
  const first = share((rank) => rank === 1);
  const third = share((rank) => rank >= 1 && rank <= 3);
  const reciprocal = ranks.reduce((sum, { rank }) => sum + (rank > 0 ? 1 / rank : 0), 0) / ranks.length;
  console.log(
    `${name}: ${ranks.length} queries, success@1 ${first.toFixed(3)}, success@3 ${third.toFixed(3)}, MRR ${reciprocal.toFixed(3)}`,
  );
  for (const { text, rank, found, note } of ranks)
    if (rank !== 1)
      console.log(`  ${rank === 0 ? "missing" : `rank ${rank}`}: ${text} (${note}${found.slice(0, 3).join(", ")})`);
  return { first, third };
}

test("finds the articles of French queries about the demo content", async () => {
  const { first, third } = await measure("demo content", demoQueries);
  expect(first).toBeGreaterThan(0.92);
  expect(third).toBeGreaterThan(0.94);
});

test("finds those of queries that were written after the weights were chosen", async () => {
  const { third } = await measure("later queries", laterQueries);
  expect(third).toBeGreaterThan(0.9);
});

test.skipIf(!existsSync(oldSite))("finds those of an imported site, beside the demo content", async () => {
  // Without its pictures.
  await importWordPress(db, {
    file: oldSite,
    store: () => Promise.reject(new Error("no picture is stored")),
    sizeOf: async () => undefined,
    pictureAddress: () => "",
  });
  await addVocabulary();
  const { first, third } = await measure("imported site", oldSiteQueries);
  expect(first).toBeGreaterThan(0.92);
  expect(third).toBeGreaterThan(0.94);
});
