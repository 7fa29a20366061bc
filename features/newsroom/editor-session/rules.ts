/** So long after the last key the text goes to the site … */
const saveDebounceMs = 1_500;
/** … while somebody types on, at most so long after the first key that was not sent. */
const maxUnsavedMs = 10_000;
/** … but at least this long after the previous save. */
const minSaveIntervalMs = 5_000;
/** Parts of the form that are drawn a moment after they are changed are copied this much later. */
export const recopyDelayMs = 600;
/** Unsaved copies are kept for a month … */
export const maxCopyAgeMs = 30 * 86_400_000;
/** … and at most so many per browser: the oldest go first. */
export const maxCopies = 30;

const minRetryMs = 5_000;
const maxRetryMs = 60_000;

/** How long to wait before a save that failed `failures` times in a row is sent again. */
export function retryDelayMs(failures: number): number {
  return Math.min(maxRetryMs, minRetryMs * 2 ** Math.min(10, Math.max(0, failures - 1)));
}

/** How long to wait before what was typed is sent, if the last save was sent at `sentAt`. */
export function saveDelayMs(now: number, dirtySince: number, sentAt = Number.NEGATIVE_INFINITY): number {
  return Math.max(0, sentAt + minSaveIntervalMs - now, Math.min(saveDebounceMs, dirtySince + maxUnsavedMs - now));
}

/** Refusals after which this page's text is another one than the site's, which has kept both. */
const conflictCodes = new Set(["newsroom.changed", "newsroom.taken", "newsroom.takenOwn", "newsroom.notYours"]);
/** Refusals that are temporary: the same save may succeed later. */
const transientCodes = new Set(["form.tooFast", "form.failed"]);

type RefusalOutcome = "conflict" | "retry" | "signedOut" | "otherMember" | "gone" | "refused";

/** What a refusal means to an open page. */
export function classifyRefusal(code: string): RefusalOutcome {
  if (conflictCodes.has(code)) return "conflict";
  if (transientCodes.has(code)) return "retry";
  if (code === "member.signedOut") return "signedOut";
  if (code === "newsroom.otherMember") return "otherMember";
  return code === "newsroom.gone" ? "gone" : "refused";
}
