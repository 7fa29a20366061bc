import type { Executor } from "#db/client.ts";
import type { JobKind } from "#lib/jobs.ts";

/** The mail to somebody who appealed: how it ended. Nothing can be undone there, so it leaves at once. */
export const appealMailJob: JobKind<{ appeal: number }> = {
  name: "appeal-mail",
  work: async (db: Executor, { appeal }) => {
    // Whoever decides puts this job into the queue: what it does is asked for only when it is done.
    const { sendAppealMail } = await import("./mail.ts");
    await sendAppealMail(db, appeal);
  },
};
