import { translator } from "#i18n/translator.ts";

/** What can be appealed, as the log's messages name it. */
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

/** What was decided, as the log says it. */
export function appealedActionTitle({ subject, action }: { subject: string; action: string }): string {
  const key = appealable.find((one) => one === `${subject}-${action}`);
  return translator()(key ? `moderationLog.actions.${key}` : "moderationLog.otherAction");
}
