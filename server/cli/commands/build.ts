import type { Command } from "commander";
import { OperatorError } from "#lib/operator-error.ts";
import { printResult, say } from "../run-command.ts";

export function register(program: Command): void {
  program
    .command("build")
    .description("build the site without starting it, so that the next start serves at once; needs no database")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { buildIfNeeded } = await import("#server/process/build.ts");
      const stop = new AbortController();
      const abort = () => stop.abort(new OperatorError("Stopped: the next build starts from the beginning."));
      process.once("SIGINT", abort).once("SIGTERM", abort);
      // The launcher runs the command line in the program's folder.
      const result = await buildIfNeeded({ root: process.cwd(), stopping: stop.signal, say }).finally(() =>
        process.off("SIGINT", abort).off("SIGTERM", abort),
      );
      printResult(result, options, () => (result.built ? "The site is built." : "The build is up to date."));
    });
}
