import { toPercent } from "#features/reports/rules.ts";
import { typeset } from "#lib/typography.ts";
import type { MemberRecord } from "./queries.ts";
import { countRemaining, summarizeRefusals } from "./rules.ts";
import type { RecordFormatter } from "./words.ts";

/** A fact in figures. */
export interface Fact {
  label: string;
  value: string;
  detail?: string | undefined;
  bad?: boolean;
}

/** What a member did here, in figures. */
export function listFacts(person: MemberRecord, { t, number }: RecordFormatter): Fact[] {
  const { commentCounts, reportsReceived, reportsMade, votes, linked } = person;
  const { refused, percent } = summarizeRefusals(commentCounts);
  const made = reportsMade.open + reportsMade.upheld + reportsMade.dismissed + reportsMade.abusive;
  const listed = (parts: [number, string][]) =>
    parts
      .filter(([n]) => n > 0)
      .map(([, words]) => words)
      .join(", ") || undefined;
  return [
    {
      label: t("moderation.person.comments"),
      value: number(countRemaining(commentCounts)),
      detail: listed([
        [commentCounts.visible, t("moderation.person.visible", { count: commentCounts.visible })],
        [commentCounts.pending, t("moderation.person.pending", { count: commentCounts.pending })],
        [commentCounts.deleted, t("moderation.person.takenBack", { count: commentCounts.deleted })],
      ]),
    },
    {
      label: t("moderation.person.refused"),
      value:
        refused === 0 ? number(refused) : t("moderation.person.refusedShare", { refused: number(refused), percent }),
      detail: listed([
        [commentCounts.rejected, t("moderation.person.rejected", { count: commentCounts.rejected })],
        [commentCounts.spam, t("moderation.person.spam", { count: commentCounts.spam })],
        [commentCounts.removed, t("moderation.person.removed", { count: commentCounts.removed })],
      ]),
      bad: refused > 0 && percent >= 50,
    },
    {
      label: t("moderation.person.reportsReceived"),
      value: number(reportsReceived.reports),
      detail:
        reportsReceived.comments > 0
          ? t("moderation.person.reportedComments", { count: reportsReceived.comments })
          : undefined,
    },
    {
      label: t("moderation.person.reportsMade"),
      value: number(made),
      detail:
        made === 0
          ? undefined
          : `${listed([
              [reportsMade.upheld, t("moderation.person.upheld", { count: reportsMade.upheld })],
              [reportsMade.dismissed, t("moderation.person.dismissed", { count: reportsMade.dismissed })],
              [reportsMade.abusive, t("moderation.person.abusive", { count: reportsMade.abusive })],
              [reportsMade.open, t("moderation.person.open", { count: reportsMade.open })],
            ])} · ${t("moderation.person.weight", { percent: toPercent(reportsMade.weight) })}`,
    },
    {
      label: t("moderation.person.votes"),
      value: number(votes.count),
      detail: listed([
        [votes.count, t("moderation.person.mean", { mean: number(votes.mean ?? 0, 2) })],
        [votes.held, t("moderation.person.held", { count: votes.held })],
      ]),
      bad: votes.held > 0,
    },
    ...(linked.count > 0 ? [{ label: t("moderation.person.sameNetwork"), value: number(linked.count) }] : []),
  ].map((fact) => ({
    ...fact,
    value: typeset(fact.value),
    detail: fact.detail === undefined ? undefined : typeset(fact.detail),
  }));
}
