import type { Command } from "commander";
import type { Figures } from "#features/moderation/pipeline/spam/learn.ts";
import { report, withDatabase } from "#server/command.ts";

export function register(program: Command): void {
  const moderation = program.command("moderation").description("what the moderation's spam score has learnt");

  moderation
    .command("train")
    .description("learn from the comments that this site approved and refused (done daily by itself)")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const result = await withDatabase(async ({ db, signal }) =>
        (await import("#features/moderation/pipeline/spam/mutations.ts")).trainSpam(db, signal),
      );
      const { examples, words } = result;
      report(result, options, () => [
        `Learnt ${words} words from ${examples.approved} approved and ${examples.refused} refused comments.`,
        sayFigures(result),
      ]);
    });

  moderation
    .command("evaluate")
    .description("try the spam score on a fifth of these comments, learnt from the others; stores nothing")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { learnt, ...figures } = await withDatabase(async ({ db, signal }) =>
        (await import("#features/moderation/pipeline/spam/mutations.ts")).evaluateSpam(db, signal),
      );
      report({ ...figures, examples: learnt.examples }, options, () => sayFigures(figures));
    });
}

function sayFigures({ tried, precision, recall }: Figures): string {
  const percent = (share: number | null) => (share === null ? "none" : `${(share * 100).toFixed(1)} %`);
  return `On ${tried.approved} approved and ${tried.refused} refused comments kept apart: precision ${percent(precision)}, recall ${percent(recall)}.`;
}
