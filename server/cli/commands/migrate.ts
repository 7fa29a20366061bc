import type { Command } from "commander";
import { migrate } from "#db/migrate.ts";
import { printResult, say, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  program
    .command("migrate")
    .description("bring the database to this version's tables (each start does so too, except with VIGIE_CLUSTER=1)")
    .option("--force", "migrate although nodes are running whose version does not work with a migration")
    .option("--json", "print the result as JSON")
    .action(async ({ force = false, ...options }: { force?: boolean; json?: boolean }) => {
      const result = await withDatabase(({ url }) => migrate(url, { say, force }), { migrate: false });
      printResult(result, options, () =>
        result.applied === 0 ? "The database is up to date." : `Migrations applied: ${result.applied}.`,
      );
    });
}
