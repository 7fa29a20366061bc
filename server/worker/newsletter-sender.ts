import type { Database } from "#db/client.ts";
import { findSendingDelay, finishIssues, sweepExpiredSenders } from "#features/newsletter/sending/ledger.ts";
import { startDueIssues } from "#features/newsletter/sending/mutations.ts";
import { log } from "#lib/log/log.ts";
import { startDueThread } from "./due-thread.ts";

/** Starts the scheduled issues that are due, and frees and ends what a killed sender left. Returns a summary for the list of schedules. */
export async function prepareNewsletter(db: Database): Promise<string | undefined> {
  const uncertain = await sweepExpiredSenders(db);
  await finishIssues(db);
  const { started, failed } = await startDueIssues(db);
  if (started + failed + uncertain === 0) return undefined;
  log.info({ started, failed, uncertain }, "The newsletter was prepared for sending.");
  return `${started} started, ${failed} refused, ${uncertain} uncertain`;
}

/** Runs a thread that sends the newsletter whenever something of it is due. Returns a function that stops it. */
export function startNewsletterSender(
  db: Database,
  { url, file = new URL("./sender-thread-entry.ts", import.meta.url) }: { url: string; file?: URL },
): () => Promise<void> {
  return startDueThread({
    task: "newsletter",
    url,
    file,
    findDelay: () => findSendingDelay(db),
    // How soon an issue whose sending somebody started is noticed.
    pollMs: 2_000,
    startAheadMs: 10_000,
  });
}
