/** Why items of a live site were left out. */
const omissionReasons = {
  wrongFields: "with wrong fields",
  withoutId: "without an id",
  password: "with a password",
  notPublic: "that are not public",
  notShown: "that the site could not show",
  withoutItem: "on items that were not read",
  withoutAuthor: "without their author",
  unknownZone: "that do not exist",
} as const;
export type OmissionReason = keyof typeof omissionReasons;

/** Items of a list that were left out, or came without something. */
export interface Omission {
  reason: OmissionReason;
  /** The name of the list: "posts", "terms-genre". */
  list: string;
  count: number;
}

/** The key under which omissions are counted. */
export const omissionKey = (reason: OmissionReason, list: string) => `${reason}:${list}`;

export const isOmissionReason = (text: unknown): text is OmissionReason =>
  typeof text === "string" && Object.hasOwn(omissionReasons, text);

/** Lists the omissions among counts by key. Other keys (of add-ons) are skipped. */
export function listOmissions(counts: { name: string; count: number }[]): Omission[] {
  return counts.flatMap(({ name, count }) => {
    const colon = name.indexOf(":");
    const reason = name.slice(0, Math.max(0, colon));
    return count > 0 && isOmissionReason(reason) ? [{ reason, list: name.slice(colon + 1), count }] : [];
  });
}

/** Formats omissions for people, as English text. */
export function formatOmission({ reason, list, count }: Omission): string {
  return `${list.replace(/^terms-/, "")} ${omissionReasons[reason]}: ${count}`;
}
