import { translator } from "#i18n/translator.ts";

/** The decisions that can be appealed, as keys of the log's messages. */
const appealable = [
  "comment-hold",
  "comment-reject",
  "comment-spam",
  "comment-remove",
  "member-warn",
  "member-premoderate",
  "member-suspend",
  "member-ban",
] as const;

/** The title of an appealed decision, as in the moderation log. */
export function appealedActionTitle({ subject, action }: { subject: string; action: string }): string {
  const key = appealable.find((known) => known === `${subject}-${action}`);
  return translator()(key ? `moderationLog.actions.${key}` : "moderationLog.otherAction");
}
