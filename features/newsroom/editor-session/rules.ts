/** Time from the last keystroke to the save. */
const saveDebounceMs = 1_500;
/** Maximum time from the first unsaved keystroke to the save, while the author types. */
const maxUnsavedMs = 10_000;
/** Minimum time between two automatic saves. */
const minSaveIntervalMs = 5_000;
/** React renders some parts of the form after a change: the form is read again after this time. */
export const recopyDelayMs = 600;
/** Unsaved copies are kept for a month. */
export const maxCopyAgeMs = 30 * 86_400_000;
/** Maximum number of copies per browser; the oldest are deleted. */
export const maxCopies = 30;

const minRetryMs = 5_000;
const maxRetryMs = 60_000;

/** How long to wait before a save is retried after `failures` failures in a row. */
export function retryDelayMs(failures: number): number {
  return Math.min(maxRetryMs, minRetryMs * 2 ** Math.min(10, Math.max(0, failures - 1)));
}

/** How long to wait before a change is saved, if the last save was sent at `sentAt`. */
export function saveDelayMs(now: number, dirtySince: number, sentAt = Number.NEGATIVE_INFINITY): number {
  return Math.max(0, sentAt + minSaveIntervalMs - now, Math.min(saveDebounceMs, dirtySince + maxUnsavedMs - now));
}

/** Refusals after which this page's text differs from the server's; the server has kept both. */
const conflictCodes = new Set(["newsroom.changed", "newsroom.taken", "newsroom.takenOwn", "newsroom.notYours"]);
/** Refusals that are temporary: the same save may succeed later. */
const transientCodes = new Set(["form.tooFast", "form.failed"]);

type RefusalOutcome = "conflict" | "retry" | "signedOut" | "otherMember" | "gone" | "refused";

/** What a refusal means for an open page. */
export function classifyRefusal(code: string): RefusalOutcome {
  if (conflictCodes.has(code)) return "conflict";
  if (transientCodes.has(code)) return "retry";
  if (code === "member.signedOut") return "signedOut";
  if (code === "newsroom.otherMember") return "otherMember";
  return code === "newsroom.gone" ? "gone" : "refused";
}
