import type { Database } from "#db/client.ts";
import { compactSamples } from "#features/health/samples/mutations.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { deleteMailFilesBefore, mailFileDays } from "#lib/mail/mail-files.ts";
import { removeAbandonedFiles } from "./retention/abandoned-files.ts";
import { getRetentionRule, retentionNames } from "./retention/retention-rules.ts";

/**
 * Deletes data past its retention, as the privacy page promises (`retention/retention-rules.ts`), and files of mails that were
 * written instead of sent, and what killed processes left. One rule that fails does not keep the others from running.
 */
export async function deleteExpiredData(db: Database): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (name: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      log.error(
        { err: error, rule: name },
        "Data past its retention could not be deleted; it is tried again in an hour.",
      );
      failures.push(error);
    }
  };
  for (const name of retentionNames) await attempt(name, () => getRetentionRule(name).run(db));
  await attempt("mailFiles", () => deleteMailFilesBefore(new Date(Date.now() - mailFileDays * 86_400_000)));
  await attempt("abandonedFiles", async () => {
    const removed = removeAbandonedFiles(env().DATA_DIR);
    if (removed.length > 0) log.info({ files: removed }, "Files that killed backups and upgrades left were removed.");
  });
  await compactSamples(db);
  if (failures.length > 0) throw new AggregateError(failures, "Data past its retention could not be deleted.");
}
