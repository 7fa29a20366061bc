/** What the staff does that has no row of its own elsewhere. */
export const notedKinds = [
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
export type NotedKind = (typeof notedKinds)[number];

/** Of these those that are about an article. */
export const articleKinds: readonly NotedKind[] = [
  "published",
  "updated",
  "unpublished",
  "withdrawn",
  "scheduled",
  "unscheduled",
];

/** All that the log shows: settings and corrections stand in tables of their own. */
export const activityKinds = [...notedKinds, "setting", "correction"] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** Where a line comes from: a part of its place in the order. */
export const sources = ["activity", "correction", "setting"] as const;
export type Source = (typeof sources)[number];

/** The place of a line: its moment, and at one moment its table and number. */
export interface Place {
  at: Date;
  source: Source;
  id: number;
}

/** A place as an address carries it: `1764067200000-s12`. */
export function writePlace({ at, source, id }: Place): string {
  return `${at.getTime()}-${source[0]}${id}`;
}

/** The place that an address names; undefined for anything else. */
export function readPlace(text: string | undefined): Place | undefined {
  const [, ms, letter, id] = /^(\d{1,13})-([acs])([1-9]\d{0,14})$/.exec(text ?? "") ?? [];
  const source = sources.find((one) => one[0] === letter);
  return source && { at: new Date(Number(ms)), source, id: Number(id) };
}

/** Who acted: a member, or the command line. */
export type Who = number | "line";

/** `line`, or a member's id. */
export function readWho(text: string | undefined): Who | undefined {
  if (text === "line") return "line";
  return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
