import { database } from "#db/client.ts";
import { listHoldVerdicts } from "#features/screening/queries.ts";
import { type VerdictMessage, verdictMessage } from "#features/screening/verdict-message.ts";
import type { Settings } from "#features/settings/schema.ts";
import { findComment, findParent, findUndoDeadline } from "./queries.ts";

/** The comment of an address `/comments/ID`; undefined for anything that is no known id. */
export async function loadComment(id: string) {
  return /^[1-9]\d{0,14}$/.test(id) ? findComment(database(), Number(id)) : undefined;
}

/** The comment that a comment replies to, if readers see it. */
export function loadParent({ parentId }: { parentId: number | null }) {
  return findParent(database(), parentId);
}

/** Why a comment waits, in the site's language, the first reason first. */
export async function loadHoldMessages(id: number, settings: Settings): Promise<VerdictMessage[]> {
  return (await listHoldVerdicts(database(), id)).map((verdict) => verdictMessage(verdict, settings));
}

/** Until when its author can undo the deletion of a comment. */
export function loadUndoDeadline(id: number): Promise<Date | undefined> {
  return findUndoDeadline(database(), id);
}
