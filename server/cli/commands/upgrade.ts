import type { Command } from "commander";
import { OperatorError } from "#lib/operator-error.ts";
import { printResult, resolveFromCaller, say, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  program
    .command("upgrade [release]")
    .description("upgrade the site to the release in a folder or archive; readers notice nothing")
    .option("--back", "return to the previous release")
    .option("--no-backup", "make no backup first")
    .option("--timeout <minutes>", "how long the new release may take to start, migrations included", "15")
    .option("--json", "print the result as JSON")
    .action(
      async (
        release: string | undefined,
        options: { back?: boolean; backup: boolean; timeout: string; json?: boolean },
      ) => {
        if (Boolean(options.back) === (release !== undefined))
          throw new OperatorError("Name the folder or archive of a release, or use --back for the previous one.");
        const minutes = Number(options.timeout);
        if (!(minutes > 0 && minutes <= 24 * 60)) throw new OperatorError("--timeout must be a number of minutes.");
        const { upgrade } = await import("#server/upgrade/upgrade.ts");
        const report = await withDatabase(
          (context) =>
            upgrade(context, {
              target: release === undefined ? undefined : resolveFromCaller(release),
              // The launcher runs the command line in the program's folder.
              root: process.cwd(),
              // A return is urgent, and loses nothing.
              backup: options.backup && !options.back,
              timeoutMs: minutes * 60_000,
              say,
            }),
          { migrate: false },
        );
        printResult(report, options, () => {
          if (report.how === "same") return `Release ${report.to} is already running.`;
          const then = report.how === "live" ? "serves the site" : "runs at the next `npm start`";
          return [
            `Release ${report.to} ${then} (before: ${report.from}).`,
            ...(report.backup ? [`The backup: ${report.backup}`] : []),
            ...(options.back ? [] : ["To return: npm run vigie -- upgrade --back"]),
          ];
        });
      },
    );
}
