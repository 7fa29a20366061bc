import type { Command } from "commander";
import { OperatorError } from "#lib/operator-error.ts";
import { loadSecrets } from "#server/process/secrets.ts";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const jobs = program
    .command("jobs")
    .description("work that is done outside requests: mails, deletions, related selections and more");

  jobs
    .command("run")
    .description("run the due schedules and jobs once, then exit; what fails is tried again later")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const count = await withDatabase(async ({ db, env }) => {
        // Links in mails are signed.
        loadSecrets(env.DATA_DIR);
        return (await import("#server/worker/job-worker.ts")).drainJobs(db);
      });
      printResult(
        count,
        options,
        () => `${count.done} done, ${count.failed} failed, ${count.schedules} schedules run.`,
      );
      if (count.failed > 0)
        throw new OperatorError("Failed jobs stay in the queue and are tried again: the log says why each failed.");
    });
}
