import type { Command } from "commander";
import { rebuildRelated } from "#features/related/mutations.ts";
import { startProgress } from "../progress.ts";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  program
    .command("related")
    .description("work the related selections of all articles out afresh (publishing and editing do it by themselves)")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const result = await withDatabase(async ({ db, signal }) => {
        const bar = startProgress("Related", { unit: "steps" });
        let reported = 0;
        try {
          return await rebuildRelated(
            db,
            (done, total) => {
              bar.total(total);
              bar.advance(done - reported);
              reported = done;
            },
            signal,
          );
        } finally {
          bar.done();
        }
      });
      printResult(result, options, () => `Selections worked out for ${result.articles} published articles.`);
    });
}
