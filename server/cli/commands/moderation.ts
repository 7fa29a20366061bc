import type { Command } from "commander";
import type { EvaluationResult } from "#features/screening/spam/training.ts";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const moderation = program.command("moderation").description("what the moderation's spam score has learnt");

  moderation
    .command("train")
    .description("learn from the comments that this site approved and refused (done daily by itself)")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const result = await withDatabase(async ({ db, signal }) =>
        (await import("#features/screening/spam/mutations.ts")).trainSpam(db, signal),
      );
      const { examples, words } = result;
      printResult(toJson(result), options, () => [
        `Learnt ${words} words from ${examples.approved} approved and ${examples.refused} refused comments.`,
        printFigures(result),
      ]);
    });

  moderation
    .command("evaluate")
    .description("try the spam score on a fifth of these comments, learnt from the others; stores nothing")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { model: learnt, ...figures } = await withDatabase(async ({ db, signal }) =>
        (await import("#features/screening/spam/mutations.ts")).evaluateSpam(db, signal),
      );
      printResult(toJson({ ...figures, examples: learnt.examples }), options, () => printFigures(figures));
    });
}

/** The figures with the names that `--json` prints: scripts read these. */
function toJson<T extends EvaluationResult>({ tested, ...others }: T) {
  return { tried: tested, ...others };
}

function printFigures({ tested, precision, recall }: EvaluationResult): string {
  const percent = (share: number | null) => (share === null ? "none" : `${(share * 100).toFixed(1)} %`);
  return `On ${tested.approved} approved and ${tested.refused} refused comments kept apart: precision ${percent(precision)}, recall ${percent(recall)}.`;
}
