import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { putArticle } from "#features/articles/mutations.ts";
import { readComment } from "#features/comments/posting/text.ts";
import { judge } from "#features/moderation/pipeline/judge.ts";
import { contextOf } from "#features/moderation/pipeline/queries.ts";
import { presets } from "#features/settings/schema.ts";
import { withDatabase } from "#server/command.ts";
import { median } from "./load.ts";

/**
 * What the moderation's pipeline takes for a comment, phases and what they read, with long word lists and many earlier comments:
 *   DATA_DIR=/tmp/x node server/bench/pipeline.ts
 * Everything is made in a transaction that is rolled back.
 */
const listed = 2_000;
const earlier = 100_000;
const rounds = 300;

/** Words without a meaning, always the same ones. */
function words(count: number, from: number): string[] {
  const parts = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "ta", "ve", "zi"];
  const part = (n: number) => parts[n % parts.length] ?? "";
  return Array.from({ length: count }, (_, n) =>
    [1, 13, 169, 2_197].map((step) => part(Math.floor((from + n) / step))).join(""),
  );
}

/** Members, comments with fingerprints, and a trained score, as many as a busy site has in a day. */
async function fill(tx: Executor) {
  const article = { slug: "banc-du-pipeline", title: "Banc", lead: "", bodyHtml: "", status: "published" } as const;
  const { id } = await putArticle(tx, { ...article, publishedAt: new Date() });
  const [member] = await tx
    .insert(members)
    .values({ name: "Banc", handle: "banc-du-pipeline" })
    .returning({ id: members.id });
  await tx.execute(sql`
    with made as (
      insert into comments (article_id, thread, member_id, status, body_source, body_html)
      select ${id}, n, case when n % 100 = 0 then ${member?.id}::bigint end, 'visible', 'x', '<p>x</p>' from generate_series(1, ${earlier}) n
      returning id
    ), printed as (
      insert into comment_fingerprints (comment_id, words, signature)
      select id, 50, array(select generate_series(1, 64)) from made returning comment_id
    ), banded as (
      insert into comment_bands select hashint8(comment_id * 16 + n), comment_id from printed, generate_series(1, 16) n
    )
    insert into comment_domains select id, 'd' || (id % 500) || '.example' from made`);
  const learnt = JSON.stringify(words(20_000, 0));
  await tx.execute(sql`
    insert into spam_words select distinct w, 5, 7 from jsonb_array_elements_text(${learnt}::jsonb) w`);
  await tx.execute(sql`insert into spam_training (trained_at, approved, refused) values (now(), 1000, 1000)
    on conflict (id) do update set approved = 1000, refused = 1000`);
  await tx.execute(sql`analyze comments, comment_fingerprints, comment_bands, comment_domains, spam_words`);
  return member?.id ?? 0;
}

async function measure(tx: Executor) {
  const memberId = await fill(tx);
  const settings = {
    ...presets,
    "moderation.bannedWords": words(listed, 20_000)
      .map((word) => `${word}xq`)
      .join("\n"),
    "moderation.suspectWords": words(listed, 23_000)
      .map((word) => `${word}kw`)
      .join("\n"),
  };
  for (const [what, count] of [
    ["40", 40],
    ["250", 250],
    ["1,100 (10,000 characters)", 1_100],
  ] as const) {
    const read = readComment(`Voir https://d7.example et https://d8.example : ${words(count, 3_000).join(" ")}`);
    if (!read.ok) throw new Error(read.code);
    const { source, text, links } = read.value;
    const comment = { source, text, links, domains: ["d7.example", "d8.example"] };
    const given = {
      author: { id: memberId, role: "reader" },
      article: { closed: false, policy: "open" },
      settings,
    } as const;
    const all: number[] = [];
    const phases: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      const context = await contextOf(tx, comment, given);
      const known = performance.now();
      judge(comment, context);
      phases.push(performance.now() - known);
      all.push(performance.now() - start);
    }
    const p95 = all.toSorted((a, b) => a - b)[Math.floor(rounds * 0.95)] ?? Number.NaN;
    console.log(
      `comment of ${what} words: least ${Math.min(...all).toFixed(2)} ms, median ${median(all).toFixed(2)} ms (95 %: ${p95.toFixed(2)} ms), of which phases ${median(phases).toFixed(2)} ms`,
    );
  }
}

class Done extends Error {}

console.log(`two lists of ${listed} words, ${earlier} earlier comments, 20,000 learnt words, ${rounds} rounds`);
await withDatabase(({ db }) =>
  db.transaction(async (tx) => {
    await measure(tx);
    throw new Done();
  }),
).catch((error: unknown) => {
  if (!(error instanceof Done)) throw error;
});
