import type { Phase } from "../verdict.ts";

/** The first comments of a member, until so many are approved. What readers saw already is not a newcomer's again. */
export const newcomer: Phase = (_comment, { history, settings, edit }) =>
  history.approved < settings["comments.newcomer"] && !edit?.seen
    ? { action: "hold", reason: "verdict.newcomer" }
    : undefined;
