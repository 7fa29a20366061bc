import { parseId } from "#lib/ids.ts";

/** What the staff does that has no row of its own elsewhere. */
const recordedKinds = [
  "invited",
  "invitedAgain",
  "invitationWithdrawn",
  "joined",
  "role",
  "published",
  "updated",
  "unpublished",
  "withdrawn",
  "scheduled",
  "unscheduled",
  "imported",
] as const;
export type RecordedKind = (typeof recordedKinds)[number];

/** Of these those that are about an article. */
export const articleKinds: readonly RecordedKind[] = [
  "published",
  "updated",
  "unpublished",
  "withdrawn",
  "scheduled",
  "unscheduled",
];

/** All that the log shows: settings and corrections stand in tables of their own. */
export const activityKinds = [...recordedKinds, "setting", "correction"] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** Where a line comes from: a part of its place in the order. */
const activitySources = ["activity", "correction", "setting"] as const;
export type ActivitySource = (typeof activitySources)[number];

/** The place of a line: its moment, and at one moment its table and number. */
export interface ActivityCursor {
  at: Date;
  source: ActivitySource;
  id: number;
}

/** A place as an address carries it: `1764067200000-s12`. */
export function formatCursor({ at, source, id }: ActivityCursor): string {
  return `${at.getTime()}-${source[0]}${id}`;
}

/** The place that an address names; undefined for anything else. */
export function parseCursor(text: string | undefined): ActivityCursor | undefined {
  const [, ms, letter, id] = /^(\d{1,13})-([acs])([1-9]\d{0,14})$/.exec(text ?? "") ?? [];
  const source = activitySources.find((one) => one[0] === letter);
  return source && { at: new Date(Number(ms)), source, id: Number(id) };
}

/** Who acted: a member, or the command line. */
export type ActivityActor = number | "line";

/** `line`, or a member's id. */
export function parseActor(text: string | undefined): ActivityActor | undefined {
  if (text === "line") return "line";
  return parseId(text);
}
