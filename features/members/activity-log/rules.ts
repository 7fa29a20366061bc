import { parseId } from "#lib/ids.ts";

/** The kinds whose subject is a feed of another site. */
export const feedKinds = [
  "feedAdded",
  "feedChanged",
  "feedPaused",
  "feedResumed",
  "feedRemoved",
  "feedMoved",
  "feedConfirmed",
] as const;

const articleActions = [
  "published",
  "updated",
  "unpublished",
  "withdrawn",
  "scheduled",
  "unscheduled",
  "relatedPinned",
  "relatedExcluded",
  "relatedRestored",
  "relatedOrdered",
] as const;

/** Staff actions that are recorded nowhere else. */
const recordedKinds = [
  "invited",
  "invitedAgain",
  "invitationWithdrawn",
  "joined",
  "role",
  ...articleActions,
  "imported",
  ...feedKinds,
  "feedsImported",
  "expertiseGranted",
  "expertiseWithdrawn",
  "expertiseDeclined",
] as const;
export type RecordedKind = (typeof recordedKinds)[number];

/** The kinds whose subject is an article. */
export const articleKinds: readonly RecordedKind[] = articleActions;

/** Every kind that the log shows: settings and corrections have their own tables. */
export const activityKinds = [...recordedKinds, "setting", "correction"] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** The table that an entry comes from: part of its cursor. */
const activitySources = ["activity", "correction", "setting"] as const;
export type ActivitySource = (typeof activitySources)[number];

/** The position of an entry in the log: its time and, for entries at the same time, its table and id. */
export interface ActivityCursor {
  at: Date;
  source: ActivitySource;
  id: number;
}

/** Formats a cursor for a URL: `1764067200000-s12`. */
export function formatCursor({ at, source, id }: ActivityCursor): string {
  return `${at.getTime()}-${source[0]}${id}`;
}

/** Parses a cursor from a URL; undefined for anything else. */
export function parseCursor(text: string | undefined): ActivityCursor | undefined {
  const [, ms, sourceLetter, id] = /^(\d{1,13})-([acs])([1-9]\d{0,14})$/.exec(text ?? "") ?? [];
  const source = activitySources.find((candidate) => candidate[0] === sourceLetter);
  return source && { at: new Date(Number(ms)), source, id: Number(id) };
}

/** The actor: a member, or the command line. */
export type ActivityActor = number | "line";

/** Parses an actor: `line` or a member's id. */
export function parseActor(text: string | undefined): ActivityActor | undefined {
  if (text === "line") return "line";
  return parseId(text);
}
