import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { spamTraining, spamWords } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { presets } from "#features/settings/schema.ts";
import { readStoredCommentInWorker } from "../comment-text.ts";
import { streamExamples } from "./queries.ts";
import { minOccurrences, type WordCounts } from "./score.ts";
import { createEvaluator, type EvaluationResult, emptySpamModel, type SpamModel, trainOn } from "./training.ts";

/** The most words stored, those in most comments first. */
const maxStoredWords = 20_000;

/** The newest comments of each kind on which the score is evaluated: reading the signals of a text takes about a millisecond. */
const maxEvaluated = 1_000;

/** Trains on four fifths of the decided comments and evaluates the score on the others; stores nothing. */
export async function evaluateSpam(
  db: Executor,
  signal?: AbortSignal,
): Promise<EvaluationResult & { model: SpamModel }> {
  const settings = await readSettings(db);
  const model = emptySpamModel();
  for await (const example of streamExamples(db, false)) {
    signal?.throwIfAborted();
    trainOn(model, example);
  }
  const evaluator = createEvaluator(model, {
    // A threshold of 0 (off) would call everything spam.
    threshold: settings["moderation.spamScore"] || presets["moderation.spamScore"],
    halfway: settings["moderation.spamExamples"],
  });
  const evaluated = { approved: 0, refused: 0 };
  for await (const example of streamExamples(db, true)) {
    signal?.throwIfAborted();
    const kind = example.refused ? "refused" : "approved";
    if (evaluated[kind] >= maxEvaluated) continue;
    const read = await readStoredCommentInWorker(example.bodyHtml);
    if (!read.ok) continue;
    evaluated[kind] += 1;
    evaluator.attempt(example, read.value.signals);
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
  const { precision, recall, thresholds } = figures;
  const row = { trainedAt: new Date(), ...model.examples, precision, recall, thresholds };
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
