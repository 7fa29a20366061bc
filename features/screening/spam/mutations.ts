import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { spamTraining, spamWords } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { streamExamples } from "./queries.ts";
import { minOccurrences, type WordCounts } from "./score.ts";
import { createEvaluator, type EvaluationResult, emptySpamModel, type SpamModel, trainOn } from "./training.ts";

/** The most words stored, those in most comments first. */
const maxStoredWords = 20_000;

/** Trains on four fifths of the decided comments and evaluates the score on the others; stores nothing. */
export async function evaluateSpam(
  db: Executor,
  signal?: AbortSignal,
): Promise<EvaluationResult & { model: SpamModel }> {
  const score = (await readSettings(db))["moderation.spamScore"];
  const model = emptySpamModel();
  for await (const example of streamExamples(db, false)) {
    signal?.throwIfAborted();
    trainOn(model, example);
  }
  // A threshold of 0 (off) would call everything spam; 95 is the default.
  const evaluator = createEvaluator(model, (score || 95) / 100);
  for await (const example of streamExamples(db, true)) {
    signal?.throwIfAborted();
    evaluator.attempt(example);
  }
  return { ...evaluator.figures(), model };
}

/** Evaluates the score, then trains it on all decided comments and replaces the stored model. */
export async function trainSpam(
  db: Executor,
  signal?: AbortSignal,
): Promise<EvaluationResult & { examples: WordCounts; words: number }> {
  const { model, ...figures } = await evaluateSpam(db, signal);
  for await (const example of streamExamples(db, true)) {
    signal?.throwIfAborted();
    trainOn(model, example);
  }
  const words = [...model.words]
    .filter(([, { approved, refused }]) => approved + refused >= minOccurrences)
    .sort(([, a], [, b]) => b.approved + b.refused - (a.approved + a.refused))
    .slice(0, maxStoredWords)
    .map(([word, counts]) => ({ word, ...counts }));
  const { precision, recall } = figures;
  const row = { trainedAt: new Date(), ...model.examples, precision, recall };
  await db.transaction(async (tx) => {
    // Two concurrent trainings would insert the same rows.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:spam-training'))`);
    await tx.delete(spamWords);
    for (let start = 0; start < words.length; start += 1_000)
      await tx.insert(spamWords).values(words.slice(start, start + 1_000));
    await tx.insert(spamTraining).values(row).onConflictDoUpdate({ target: spamTraining.id, set: row });
  });
  return { ...figures, examples: model.examples, words: words.length };
}
