export const articleStatuses = ["draft", "scheduled", "published", "withdrawn"] as const;

/** An open editor says this often that it is there … */
export const heartbeatSeconds = 15;
/** … and is believed gone after this long without a word: three beats, so that one lost in the network does not end it. */
export const editLockSeconds = 45;

export const maxTitleLength = 250;
export const maxLeadLength = 1_000;
/** A body of about 150,000 words: beyond it a page is no article. */
export const maxBodyLength = 1_500_000;
export const maxTags = 40;
export const maxTagLength = 80;
export const maxCaptionLength = 500;
export const maxSourceNameLength = 200;
export const maxSourceTitleLength = 500;
export const maxSeoTitleLength = 200;
export const maxSeoDescriptionLength = 500;
/** What the checklist asks about before it is done, and the buttons that say "all the same". */
const forcedActs = { publishAnyway: "publish", scheduleAnyway: "schedule" } as const;
export type ConfirmableAct = (typeof forcedActs)[ForcedAct];
type ForcedAct = keyof typeof forcedActs;

export function isForced(act: string): act is ForcedAct {
  return act in forcedActs;
}

/** What a button does, whether it says "all the same" or not. */
export function stripForce<Act extends string>(act: Act): Exclude<Act, ForcedAct> | ConfirmableAct {
  return isForced(act) ? forcedActs[act] : (act as Exclude<Act, ForcedAct>);
}

/** What is said of a withdrawal, in characters: a few sentences. */
export const maxWithdrawalNoteLength = 1_000;

/** What a button of an article's form says; `auto` (the page by itself) and `find` (without a script) are no deeds of it. */
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
