import { sql } from "drizzle-orm";
import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** Seconds between a decision and its mail. A decision that is undone within this period is never mailed. */
export const mailGraceSeconds = 30;

/** Mails a member the decisions about them (`sendDecisionMails`) once the grace period is over. */
export const decisionMailJob: JobDefinition<{ memberId: number }> = {
  name: "decision-mail",
  payload: z.object({ memberId: z.number() }),
};

const noticeMail = z.object({
  notice: z.number(),
  letter: z.enum(["receipt", "outcome", "again"]),
  /** The event that the mail reports: the decision, or the reopening of the notice. */
  event: z.number().optional(),
});
export type NoticeMailPayload = z.output<typeof noticeMail>;

/** Sends a mail to the sender of a notice of illegal content (`sendNoticeMail`). */
export const noticeMailJob: JobDefinition<NoticeMailPayload> = { name: "notice-mail", payload: noticeMail };

/** The idempotency key under which a notice mail is claimed. */
export const noticeMailKey = ({ notice, letter, event }: NoticeMailPayload) =>
  `notice:${notice}:${letter}${event === undefined ? "" : `:${event}`}`;

/** When the grace period of a decision made now ends. */
export const graceEndsAt = () => new Date(Date.now() + mailGraceSeconds * 1_000);

/**
 * Whether the sender was notified after an event. For statements that select from `dsa_notice_events` without an alias.
 */
export const isSenderInformed = sql<boolean>`exists (select from dsa_notice_events as later
  where later.notice_id = dsa_notice_events.notice_id and later.id > dsa_notice_events.id and later.kind = 'answered')`;
