import type { Command } from "commander";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const corrections = program.command("corrections").description("the readers whom corrections name");

  corrections
    .command("uncredit")
    .description("remove a reader's name from every correction that names them; the notes stay")
    .argument("<name>", "the name as the corrections show it")
    .option("--json", "print the result as JSON")
    .action(async (name: string, options: { json?: boolean }) => {
      const removed = await withDatabase(async ({ db }) =>
        (await import("#features/corrections/mutations.ts")).removeCredit(db, name),
      );
      printResult({ removed }, options, () =>
        removed === 0
          ? "No correction names them."
          : `Removed the name from ${removed} correction${removed === 1 ? "" : "s"}.`,
      );
    });
}
