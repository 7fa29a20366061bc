import type { Phase } from "../verdict.ts";

const dayMs = 86_400_000;

/** Holds what a new account posts faster than people write, and links in its first comments. */
export const youngAccount: Phase = ({ domains }, { history, settings, now, edit }) => {
  const { account, approved } = history;
  if (!account || edit?.wasVisible) return undefined;
  if (now.getTime() - account.createdAt.getTime() >= settings["moderation.youngDays"] * dayMs) return undefined;
  const minutes = settings["moderation.youngMinutes"];
  // The comment itself is the next one.
  const count = account.pace + 1;
  if (count > settings["moderation.youngComments"]) {
    return { action: "hold", reason: "verdict.youngPace", values: { count, minutes } };
  }
  if (domains.length > 0 && approved < settings["moderation.youngLinks"]) {
    return { action: "hold", reason: "verdict.youngLinks", rule: "spam" };
  }
  return undefined;
};
