import type { Phase } from "../verdict.ts";

/** Holds a member's first comments until enough are approved. Does not apply to an edit of a comment that was visible. */
export const newcomer: Phase = (_comment, { history, settings, edit }) =>
  history.approved < settings["comments.newcomer"] && !edit?.wasVisible
    ? { action: "hold", reason: "verdict.newcomer" }
    : undefined;
