import { sql } from "drizzle-orm";
import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** So long (seconds) after a decision its mail leaves: whoever decided by mistake undoes it before anybody is told. */
export const mailGraceSeconds = 30;

/** The mail about what was decided about a member (`sendDecisionMails`), once its grace period is over. */
export const decisionMailJob: JobDefinition<{ memberId: number }> = {
  name: "decision-mail",
  payload: z.object({ memberId: z.number() }),
};

const noticeMail = z.object({
  notice: z.number(),
  letter: z.enum(["receipt", "outcome", "again"]),
  /** The decision that it tells of, or what reopened the notice. */
  event: z.number().optional(),
});
export type NoticeMailPayload = z.output<typeof noticeMail>;

/** A mail to the sender of a notice of illegal content (`sendNoticeMail`). */
export const noticeMailJob: JobDefinition<NoticeMailPayload> = { name: "notice-mail", payload: noticeMail };

export const noticeMailKey = ({ notice, letter, event }: NoticeMailPayload) =>
  `notice:${notice}:${letter}${event === undefined ? "" : `:${event}`}`;

/** When the mail about a decision of now is sent. */
export const graceEndsAt = () => new Date(Date.now() + mailGraceSeconds * 1_000);

/** Whether its sender heard of a decision; for statements about `dsa_notice_events` under its own name. */
export const isSenderInformed = sql<boolean>`exists (select from dsa_notice_events as told
  where told.notice_id = dsa_notice_events.notice_id and told.id > dsa_notice_events.id and told.kind = 'answered')`;
