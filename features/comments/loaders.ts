import { database } from "#db/client.ts";
import { listHoldVerdicts } from "#features/screening/queries.ts";
import { type VerdictMessage, verdictMessage } from "#features/screening/verdict-message.ts";
import type { Settings } from "#features/settings/schema.ts";
import { findComment, findParent, findUndoDeadline } from "./queries.ts";

/** Loads the comment of `/comments/ID`; undefined for anything but a known id. */
export async function loadComment(id: string) {
  return /^[1-9]\d{0,14}$/.test(id) ? findComment(database(), Number(id)) : undefined;
}

/** Loads a comment's parent, if it is visible. */
export function loadParent({ parentId }: { parentId: number | null }) {
  return findParent(database(), parentId);
}

/** Loads why a comment is pending, in the site's language, the main reason first. */
export async function loadHoldMessages(id: number, settings: Settings): Promise<VerdictMessage[]> {
  return (await listHoldVerdicts(database(), id)).map((verdict) => verdictMessage(verdict, settings));
}

/** Loads until when the author can undo the deletion of a comment; undefined if they cannot. */
export function loadUndoDeadline(id: number): Promise<Date | undefined> {
  return findUndoDeadline(database(), id);
}
