import type { StoredTrial, TriedComment } from "#features/moderation/try-out/queries.ts";

type Reasons = TriedComment["reasons"];

const effects = { refuse: "refused", hold: "held", flag: "flagged" } as const;
const outcomes = {
  approved: "moderators kept it",
  refused: "moderators refused it",
  undecided: "not decided",
} as const;

/** One line per reason, as its author or a moderator reads it. */
export const reasonLines = (reasons: Reasons): string[] =>
  reasons.map(({ action, sentence }) => `  ${effects[action]}: ${sentence}`);

/** What the present settings would do with stored comments. */
export function trialLines({ tried, outcomes: decided, found }: StoredTrial): string[] {
  const held = found.filter(({ effect }) => effect === "held").length;
  return [
    ...found.flatMap(({ id, createdAt, authorName, outcome, passage, reasons }) => [
      `${id}  ${createdAt.slice(0, 10)}  ${authorName}  (${outcomes[outcome]})`,
      `  ${passage}`,
      ...reasonLines(reasons),
      "",
    ]),
    `Of the newest ${tried} comments (${decided.approved} kept and ${decided.refused} refused by moderators) ${held} would be held and ${found.length - held} flagged.`,
  ];
}
