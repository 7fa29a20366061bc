import type { Command } from "commander";
import type { BackupContext, BackupOutcome } from "#features/backup/nightly/run-backups.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { printResult, say, withDatabase } from "./run-command.ts";

interface RunFlags {
  json?: boolean;
  due?: boolean;
  newDestination?: boolean;
  adopt?: boolean;
}

/** Adds to `backup` the commands about the copies that the site makes by itself. */
export function addCopyCommands(backup: Command): void {
  backup
    .command("list")
    .description("list the copies at each destination, and what retention would delete")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { describeCopies, listCopies } = await import("#features/backup/nightly/list-copies.ts");
      const { loadStoredSecret } = await import("#server/process/secrets.ts");
      const places = await withDatabase(
        async ({ db, sql, env }) => {
          const [site] = await sql`select to_regclass('public.backup_runs') is not null as found`;
          // Never creates one: a list changes nothing, and without the secret no copy can be this site's.
          const hasSecret = loadStoredSecret(env.DATA_DIR);
          return listCopies(site?.found && hasSecret ? db : undefined, env);
        },
        { migrate: false },
      );
      printResult(places, options, () => describeCopies(places));
    });

  backup
    .command("run")
    .description("make tonight's copies now, and delete those that are no longer kept")
    .option("--due", "only what is due; for the worker")
    .option("--new-destination", "accept an empty BACKUP_TO although there were copies")
    .option(
      "--adopt",
      "sign the copies in BACKUP_TO that were made with another secret, if you are sure that they are this site's",
    )
    .option("--json", "print the result as JSON")
    .action(async (options: RunFlags) => {
      const { runBackups } = await import("#features/backup/nightly/run-backups.ts");
      const outcomes = await withBackups(options, (context) =>
        runBackups(context, {
          scope: options.due ? "due" : "all",
          newDestination: options.newDestination,
          adopt: options.adopt,
        }),
      );
      report(outcomes, options);
    });

  backup
    .command("trial")
    .description("restore the newest copy into a throwaway database, check it, and record the result")
    .option("--due", "only if one is due; for the worker")
    .option("--json", "print the result as JSON")
    .action(async (options: RunFlags) => {
      const { runTrialRestore } = await import("#features/backup/nightly/run-trial.ts");
      const { trialRestore } = await import("../backup/trial-restore.ts");
      const outcome = await withBackups(options, (context) =>
        runTrialRestore(context, {
          trial: trialRestore(context.env.DATA_DIR),
          scope: options.due ? "due" : "all",
        }),
      );
      report(outcome ? [outcome] : undefined, options);
    });
}

type Work<T> = (context: BackupContext) => Promise<T>;

async function withBackups<T>({ due }: RunFlags, work: Work<T>): Promise<T> {
  const { mediaStorage } = await import("#lib/storage/media-storage.ts");
  const { loadSecrets } = await import("#server/process/secrets.ts");
  return withDatabase(async ({ db, sql, url, env, signal }) => {
    loadSecrets(env.DATA_DIR);
    return await work({
      db,
      sql,
      env,
      url,
      storage: mediaStorage(),
      signal: due ? AbortSignal.any([signal, abortWithParent()]) : signal,
      // The worker's log has its own lines.
      say: due ? () => {} : say,
    });
  });
}

/** Aborts when standard input closes: the worker that started this process has ended. */
function abortWithParent(): AbortSignal {
  const abort = new AbortController();
  process.stdin.once("close", () => abort.abort(new OperatorError("The worker has ended.")));
  process.stdin.resume().unref?.();
  return abort.signal;
}

function report(outcomes: BackupOutcome[] | undefined, options: RunFlags): void {
  if (!outcomes) {
    if (options.due) return;
    throw new OperatorError("Nothing was done: another process is making backups, or there is no copy to restore.");
  }
  printResult(outcomes, options, () =>
    outcomes.map(({ kind, archive, location, failure }) => {
      if (failure !== undefined) return `${kind}: failed`;
      const proof = kind === "trial" ? " can be restored: every table is equal to the copy" : "";
      return `${kind}: ${archive} in ${location}${proof}`;
    }),
  );
  const failed = outcomes.flatMap(({ failure }) => failure ?? []);
  if (failed.length > 0) throw new OperatorError(failed.join(" "));
}
