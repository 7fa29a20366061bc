export const articleStatuses = ["draft", "scheduled", "published", "withdrawn"] as const;

/** Interval between the heartbeats of an open editor. */
export const heartbeatSeconds = 15;
/** The edit lock expires after three heartbeats, so that one lost request does not end it. */
export const editLockSeconds = 45;

export const maxArticleTitleLength = 250;
export const maxLeadLength = 1_000;
/** A body of about 150,000 words; a longer one is not an article. */
export const maxArticleBodyLength = 1_500_000;
export const maxTags = 40;
export const maxTagLength = 80;
export const maxLeadCaptionLength = 500;
export const maxSourceNameLength = 200;
export const maxSourceTitleLength = 500;
export const maxSeoTitleLength = 200;
export const maxSeoDescriptionLength = 500;
/** Acts that the checklist may hold back, by the value of the button that confirms them. */
const forcedActs = { publishAnyway: "publish", scheduleAnyway: "schedule" } as const;
export type ConfirmableAct = (typeof forcedActs)[ForcedAct];
type ForcedAct = keyof typeof forcedActs;

export function isForced(act: string): act is ForcedAct {
  return act in forcedActs;
}

/** Returns the act of a button, whether it confirms or not. */
export function stripForce<Act extends string>(act: Act): Exclude<Act, ForcedAct> | ConfirmableAct {
  return isForced(act) ? forcedActs[act] : (act as Exclude<Act, ForcedAct>);
}

/** Maximum length of a withdrawal's public note, in characters: a few sentences. */
export const maxWithdrawalNoteLength = 1_000;

/** The values of the form's buttons; `auto` (the page itself) and `find` (without scripts) carry out no act. */
export const draftActs = [
  "save",
  "publish",
  "publishAnyway",
  "unpublish",
  "discard",
  "delete",
  "schedule",
  "scheduleAnyway",
  "unschedule",
  "withdraw",
] as const;
