import { toPercent } from "#features/reports/rules.ts";
import { typeset } from "#lib/typography.ts";
import type { RecordFormatter } from "./formatter.ts";
import type { MemberRecord } from "./queries.ts";
import { countRemaining, summarizeRefusals } from "./rules.ts";

/** A fact about a member: a figure with its label. */
export interface Fact {
  label: string;
  value: string;
  detail?: string | undefined;
  bad?: boolean;
}

/** The figures about a member's activity on the site. */
export function listFacts(record: MemberRecord, { t, number }: RecordFormatter): Fact[] {
  const { commentCounts, reportsReceived, reportsMade, votes, linked } = record;
  const { refused, percent } = summarizeRefusals(commentCounts);
  const reportCount = reportsMade.open + reportsMade.upheld + reportsMade.dismissed + reportsMade.abusive;
  const joinNonZero = (parts: [number, string][]) =>
    parts
      .filter(([n]) => n > 0)
      .map(([, text]) => text)
      .join(", ") || undefined;
  return [
    {
      label: t("moderation.memberRecord.comments"),
      value: number(countRemaining(commentCounts)),
      detail: joinNonZero([
        [commentCounts.visible, t("moderation.memberRecord.visible", { count: commentCounts.visible })],
        [commentCounts.pending, t("moderation.memberRecord.pending", { count: commentCounts.pending })],
        [commentCounts.deleted, t("moderation.memberRecord.deletedByAuthor", { count: commentCounts.deleted })],
      ]),
    },
    {
      label: t("moderation.memberRecord.refused"),
      value:
        refused === 0
          ? number(refused)
          : t("moderation.memberRecord.refusedShare", { refused: number(refused), percent }),
      detail: joinNonZero([
        [commentCounts.rejected, t("moderation.memberRecord.rejected", { count: commentCounts.rejected })],
        [commentCounts.spam, t("moderation.memberRecord.spam", { count: commentCounts.spam })],
        [commentCounts.removed, t("moderation.memberRecord.removed", { count: commentCounts.removed })],
      ]),
      bad: refused > 0 && percent >= 50,
    },
    {
      label: t("moderation.memberRecord.reportsReceived"),
      value: number(reportsReceived.reports),
      detail:
        reportsReceived.comments > 0
          ? t("moderation.memberRecord.reportedComments", { count: reportsReceived.comments })
          : undefined,
    },
    {
      label: t("moderation.memberRecord.reportsMade"),
      value: number(reportCount),
      detail:
        reportCount === 0
          ? undefined
          : `${joinNonZero([
              [reportsMade.upheld, t("moderation.memberRecord.upheld", { count: reportsMade.upheld })],
              [reportsMade.dismissed, t("moderation.memberRecord.dismissed", { count: reportsMade.dismissed })],
              [reportsMade.abusive, t("moderation.memberRecord.abusive", { count: reportsMade.abusive })],
              [reportsMade.open, t("moderation.memberRecord.open", { count: reportsMade.open })],
            ])} · ${t("moderation.memberRecord.weight", { percent: toPercent(reportsMade.weight) })}`,
    },
    {
      label: t("moderation.memberRecord.votes"),
      value: number(votes.count),
      detail: joinNonZero([
        [votes.count, t("moderation.memberRecord.mean", { mean: number(votes.mean ?? 0, 2) })],
        [votes.held, t("moderation.memberRecord.held", { count: votes.held })],
      ]),
      bad: votes.held > 0,
    },
    ...(linked.count > 0
      ? [{ label: t.typeset("moderation.memberRecord.sameNetwork"), value: number(linked.count) }]
      : []),
  ].map((fact) => ({
    ...fact,
    value: typeset(fact.value),
    detail: fact.detail === undefined ? undefined : typeset(fact.detail),
  }));
}
