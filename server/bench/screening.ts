import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { screenPostedComment, toScreenedComment } from "#features/comments/posting/screen-comment.ts";
import { parseComment, readComment } from "#features/screening/comment-text.ts";
import { findDefaultWords } from "#features/screening/default-lists/find-default-words.ts";
import { findPersonalData } from "#features/screening/personal-data/find-personal-data.ts";
import { readScreeningEvidence } from "#features/screening/queries.ts";
import { findReportedSpans } from "#features/screening/reported-speech.ts";
import { screenComment } from "#features/screening/screen.ts";
import { findSpamPatterns } from "#features/screening/spam/patterns/find-spam-patterns.ts";
import { scoreTone } from "#features/screening/tone/score.ts";
import { presets } from "#features/settings/schema.ts";
import { withDatabase } from "../cli/run-command.ts";
import { processorTime } from "./child-process.ts";
import { median } from "./http-load.ts";
import { joinComments, readTrainingComments } from "./tone-quality/training-comments.ts";

/**
 * Measures the screening of a comment: what its text shows, then the phases and their queries, with long word lists and many earlier comments:
 *   DATA_DIR=/tmp/x node server/bench/screening.ts
 * All its data are in a transaction that is rolled back.
 */
const listed = 2_000;
const earlier = 100_000;
const rounds = 300;
/** Passes of which the lowest counts. */
const passes = 12;
/** Milliseconds that screening may take for a comment: issue 5. */
const budgetMs = 5;

/** Invented words, always the same ones. */
function words(count: number, from: number): string[] {
  const parts = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "ta", "ve", "zi"];
  const part = (n: number) => parts[n % parts.length] ?? "";
  return Array.from({ length: count }, (_, n) =>
    [1, 13, 169, 2_197].map((step) => part(Math.floor((from + n) / step))).join(""),
  );
}

interface Times {
  least: number;
  median: number;
  p95: number;
  /** CPU time of both processes for one round (ms): independent of other load. Undefined without /proc. */
  cpuMs: number | undefined;
}

/** `work` receives the round's number, so that no round finds what an earlier one cached. */
async function timed(work: (round: number) => Promise<unknown>, backend?: number): Promise<Times> {
  const took: number[] = [];
  const before = cpuTimeOf(backend);
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await work(round);
    took.push(performance.now() - began);
  }
  const after = cpuTimeOf(backend);
  const sorted = took.toSorted((a, b) => a - b);
  return {
    least: sorted[0] ?? 0,
    median: median(took),
    p95: sorted[Math.floor(rounds * 0.95)] ?? 0,
    cpuMs: before === undefined || after === undefined ? undefined : (after - before) / rounds,
  };
}

/** CPU time of this process and a PostgreSQL process so far (ms). */
function cpuTimeOf(backend: number | undefined): number | undefined {
  const ofBackend = backend === undefined ? undefined : processorTime(backend);
  if (ofBackend === undefined) return undefined;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + ofBackend;
}

const shown = ({ least, median, p95, cpuMs }: Times) =>
  `median ${median.toFixed(2)} ms, 95 % ${p95.toFixed(2)}, least ${least.toFixed(2)}${cpuMs === undefined ? "" : `, of the processors ${cpuMs.toFixed(2)}`}`;

/** Inserts members, comments with fingerprints, and a trained score, as many as a busy site has in a day. */
async function fill(tx: Executor) {
  const article = { slug: "banc-du-pipeline", title: "Banc", lead: "", bodyHtml: "", status: "published" } as const;
  const { id } = await upsertArticle(tx, { ...article, publishedAt: new Date() });
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
      insert into comment_fingerprint_bands select hashint8(comment_id * 16 + n), comment_id from printed, generate_series(1, 16) n
    )
    insert into comment_domains select id, 'd' || (id % 20) || '.example' from made`);
  const learnt = JSON.stringify(words(20_000, 0));
  await tx.execute(sql`
    insert into spam_words select distinct w, 5, 7 from jsonb_array_elements_text(${learnt}::jsonb) w`);
  await tx.execute(sql`insert into spam_training (trained_at, approved, refused) values (now(), 1000, 1000)
    on conflict (id) do update set approved = 1000, refused = 1000`);
  await tx.execute(sql`analyze comments, comment_fingerprints, comment_fingerprint_bands, comment_domains, spam_words`);
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
  const article = { policy: "open", publishedAt: new Date(), closeAfterDays: null } as const;
  const author = { id: memberId, role: "reader" } as const;
  const [{ backend } = { backend: 0 }] = await tx.execute<{ backend: number }>(sql`select pg_backend_pid() as backend`);
  for (const count of [40, 250, 1_100]) {
    // The default limit of a site is 10,000 characters: 1,100 such words.
    const texts = Array.from({ length: rounds }, (_, round) => {
      const read = readComment(
        `Voir https://d7.example et https://d8.example : ${words(count, 3_000 + round).join(" ")}`,
      );
      if (!read.ok) throw new Error(read.code);
      return toScreenedComment(read.value);
    });
    const text = (round: number) => {
      const made = texts[round];
      if (!made) throw new Error(`no text for round ${round}`);
      return made;
    };
    const decide = async (round: number) => {
      const evidence = await readScreeningEvidence(tx, text(round), { author, settings });
      const screened = await screenPostedComment(tx, author.id, text(round), evidence, { article, warned: true });
      if (!screened.ok) throw new Error(screened.code);
    };
    // As on a site that has run for a minute: its code is compiled, its statements are planned.
    for (let round = 0; round < rounds; round += 1) await decide(round);
    const whole = await timed(decide, backend);
    const evidence = await readScreeningEvidence(tx, text(0), { author, settings });
    const context = { ...evidence, article: { closed: false, policy: article.policy } };
    const phases = await timed(async (round) => screenComment(text(round), context));
    const statement = await timed(() => tx.execute(sql`select 1`), backend);
    const nothing = await timed(async () => {});
    console.log(`a comment of ${count} words: ${shown(whole)}${whole.median < budgetMs ? "" : ` (OVER ${budgetMs} ms)`}
  its phases alone: ${shown(phases)}
  an empty statement: ${shown(statement)} (1/${(whole.median / statement.median).toFixed(0)})
  an empty function: ${(nothing.median * 1_000).toFixed(2)} µs (1/${(whole.median / nothing.median).toFixed(0)})`);
  }
}

/**
 * Measures in the parser thread's functions the CPU time for a comment (ms): the lowest of several passes over the same texts, all functions in
 * turn, so that other load affects them alike.
 */
function measureSignals(): void {
  const comments = readTrainingComments().flatMap(({ language, text }) => (language === "fr" ? [text] : []));
  for (const count of [40, 250, 1_100]) {
    const texts = Array.from({ length: rounds }, (_, round) => {
      const read = readComment(joinComments(comments, { words: count, first: round * 37 }));
      if (!read.ok) throw new Error(read.code);
      return { ...read.value, reported: findReportedSpans(read.value.text) };
    });
    type Text = (typeof texts)[number];
    const parts: Record<string, (text: Text) => unknown> = {
      parsing: ({ source }) => parseComment(source),
      "parsing and signals": ({ source }) => readComment(source),
      tone: ({ text, reported }) => scoreTone(text, reported),
      "built-in word lists": ({ source, text }) => findDefaultWords(source, text),
      "personal data": ({ text }) => findPersonalData(text),
      "spam patterns": ({ text, reported }) =>
        findSpamPatterns(text, { tree: { type: "root", children: [] }, reported, hasContactData: false }),
      "reported speech": ({ text }) => findReportedSpans(text),
    };
    const costs = new Map<string, number>();
    for (let pass = 0; pass < passes; pass += 1)
      for (const [name, work] of Object.entries(parts)) {
        const before = process.cpuUsage();
        for (const text of texts) work(text);
        const { user, system } = process.cpuUsage(before);
        costs.set(name, Math.min(costs.get(name) ?? Number.POSITIVE_INFINITY, (user + system) / 1_000 / rounds));
      }
    const [parsing = 0, whole = 0, ...ofParts] = costs.values();
    const sum = ofParts.reduce((total, cost) => total + cost, 0);
    console.log(`a comment of ${count} words, of the processor: ${(whole - parsing).toFixed(2)} ms for its signals, their parts alone ${sum.toFixed(2)}
  ${Array.from(costs, ([name, cost]) => `${name} ${cost.toFixed(2)}`).join(", ")}`);
  }
}

class Done extends Error {}

console.log(
  `two lists of ${listed} words, ${earlier} earlier comments, 20,000 learnt words, ${rounds} rounds; load ${loadavg()[0]?.toFixed(1)}; limit ${budgetMs} ms`,
);
measureSignals();
await withDatabase(({ db }) =>
  db.transaction(async (tx) => {
    await measure(tx);
    throw new Done();
  }),
).catch((error: unknown) => {
  if (!(error instanceof Done)) throw error;
});
