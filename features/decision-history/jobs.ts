import type { Executor } from "#db/client.ts";
import type { JobKind } from "#lib/jobs.ts";

/** So long (seconds) after a decision its mail leaves: whoever decided by mistake undoes it before anybody is told. */
export const mailGraceSeconds = 30;

/** The mail about what was decided about a member, once its grace is over. */
export const decisionMailJob: JobKind<{ memberId: number }> = {
  name: "decision-mail",
  work: async (db: Executor, { memberId }) => {
    // Whoever decides puts this job into the queue: what it does is asked for only when it is done.
    const { sendDecisionMails } = await import("#features/moderation/statements/mail.ts");
    await sendDecisionMails(db, memberId);
  },
};
