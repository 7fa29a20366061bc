import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { type Command, InvalidArgumentError } from "commander";
import type { Mistake } from "#features/moderation/evaluation/evaluate-labelled.ts";
import { parseLabelledComments } from "#features/moderation/evaluation/labelled-comments.ts";
import { defaultEvaluationLimit } from "#features/moderation/evaluation/rules.ts";
import type { EvaluationResult } from "#features/screening/spam/training.ts";
import { readSettings } from "#features/settings/queries.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { evaluationTable, hasEnoughExamples, labelledLines, spamLine } from "../moderation/evaluation-report.ts";
import { reasonLines, trialLines } from "../moderation/trial-report.ts";
import { startProgress } from "../progress.ts";
import { expectOk, printResult, resolveFromCaller, withDatabase } from "../run-command.ts";

interface EvaluateOptions {
  limit: number;
  labelled?: string[];
  mistakes?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  const moderation = program.command("moderation").description("the screening of comments: train, evaluate and try it");

  moderation
    .command("train")
    .description("learn from the comments that this site approved and refused (done daily by itself)")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const [result, minExamples] = await withDatabase(async ({ db, signal }) => [
        await (await import("#features/screening/spam/mutations.ts")).trainSpam(db, signal),
        (await readSettings(db))["moderation.spamExamples"],
      ]);
      const { examples, words } = result;
      printResult(toJson(result), options, () => [
        `Learnt ${words} words from ${examples.approved} approved and ${examples.refused} refused comments.`,
        spamLine(result, examples, minExamples),
      ]);
    });

  moderation
    .command("evaluate")
    .description(
      "compare what the present settings would hold or flag with what moderators decided, per phase and in all; stores nothing",
    )
    .option("--limit <n>", "how many of the newest decided comments", toCount, defaultEvaluationLimit)
    .option("--labelled <files...>", "evaluate files of labelled comments instead (docs/moderation.md)")
    .option("--mistakes", "with --labelled: list what was missed, and the false alarms")
    .option("--json", "print the result as JSON")
    .action((options: EvaluateOptions) =>
      options.labelled ? evaluateFiles(options.labelled, options) : evaluateHistory(options),
    );

  moderation
    .command("try")
    .argument("[text]", "the text of a comment; without it and without --stored, what comes on standard input")
    .description("print what the present settings would do with a text, or with stored comments; stores nothing")
    .option("--stored <n>", "try the newest stored comments", toCount)
    .option("--json", "print the result as JSON")
    .action((typed: string | undefined, options: { stored?: number; json?: boolean }) =>
      options.stored === undefined ? tryText(typed, options) : tryStored(options.stored, options),
    );
}

async function evaluateHistory(options: EvaluateOptions): Promise<void> {
  const { result, spam, minExamples, notCounted } = await withDatabase(async ({ db, signal }) => {
    const { evaluateScreening } = await import("#features/moderation/evaluation/evaluate.ts");
    const { evaluateSpam } = await import("#features/screening/spam/mutations.ts");
    const { phasesBeyondText } = await import("#features/screening/screen.ts");
    const settings = await readSettings(db);
    const progress = startProgress("Evaluation", { total: options.limit, unit: "comments" });
    try {
      const onProgress = () => progress.advance();
      return {
        result: await evaluateScreening(db, { settings, limit: options.limit, signal, onProgress }),
        spam: await evaluateSpam(db, signal),
        minExamples: settings["moderation.spamExamples"],
        notCounted: phasesBeyondText,
      };
    } finally {
      progress.done();
    }
  });
  const { model, ...figures } = spam;
  const enough = hasEnoughExamples(model.examples, minExamples);
  const unknown = enough ? {} : { precision: null, recall: null };
  const data = { ...toJson({ ...figures, ...unknown }), examples: model.examples, minExamples, ...result, notCounted };
  printResult(data, options, () => [
    ...evaluationTable(result, result.commentsPerDay),
    `Comments a day, by the last four weeks: ${result.commentsPerDay.toFixed(1)}.`,
    `Not counted, because they need more than the text: ${notCounted.join(", ")}.`,
    "",
    spamLine(figures, model.examples, minExamples),
  ]);
}

async function evaluateFiles(paths: string[], options: EvaluateOptions): Promise<void> {
  const comments = paths.flatMap((path) => {
    const file = parseLabelledComments(readLabelled(path));
    const [first] = file.errors;
    if (first) throw new OperatorError(`${path}, line ${first.line}: ${first.reason}.`);
    return file.comments.map((comment) => ({ ...comment, file: path }));
  });
  const result = await withDatabase(async ({ db, signal }) => {
    const { evaluateLabelled } = await import("#features/moderation/evaluation/evaluate-labelled.ts");
    const settings = await readSettings(db);
    const progress = startProgress("Evaluation", { total: comments.length, unit: "comments" });
    try {
      return await evaluateLabelled(comments, { settings, signal, onProgress: () => progress.advance() });
    } finally {
      progress.done();
    }
  });
  const mistakes: Mistake[] | undefined = options.mistakes ? result.mistakes : undefined;
  printResult({ ...result, mistakes }, options, () => [
    ...evaluationTable(result),
    ...labelledLines(result, options.mistakes === true),
  ]);
}

function readLabelled(path: string): string {
  try {
    return readFileSync(resolveFromCaller(path), "utf8");
  } catch {
    throw new OperatorError(`${path} cannot be read.`);
  }
}

async function tryText(typed: string | undefined, options: { json?: boolean }): Promise<void> {
  const source = typed ?? (await text(process.stdin));
  const result = expectOk(
    await withDatabase(async ({ db }) =>
      (await import("#features/moderation/try-out/queries.ts")).tryOutScreening(db, source),
    ),
  );
  printResult(result, options, () =>
    result.verdicts.length === 0 ? "It would be published: no rule applies." : reasonLines(result.verdicts),
  );
}

async function tryStored(limit: number, options: { json?: boolean }): Promise<void> {
  const result = await withDatabase(async ({ db, signal }) => {
    const { tryStoredComments } = await import("#features/moderation/try-out/queries.ts");
    const settings = await readSettings(db);
    const progress = startProgress("Trial", { total: limit, unit: "comments" });
    try {
      return await tryStoredComments(db, { settings, limit, signal, onProgress: () => progress.advance() });
    } finally {
      progress.done();
    }
  });
  printResult(result, options, () => trialLines(result));
}

function toCount(typed: string): number {
  const count = Number(typed);
  if (!/^\d+$/.test(typed) || count < 1 || count > 1_000_000)
    throw new InvalidArgumentError("It must be a whole number, 1 to 1000000.");
  return count;
}

/** The spam score's figures with the names that `--json` prints: scripts read these. */
function toJson<T extends EvaluationResult>({ tested, ...others }: T) {
  return { tried: tested, ...others };
}
