import { percentOf } from "#features/reports/rules.ts";
import { typeset } from "#lib/typography.ts";
import type { Person } from "./queries.ts";
import { refusedOf, totalOf } from "./rules.ts";
import type { Sayer } from "./words.ts";

/** A fact in figures. */
export interface Fact {
  label: string;
  value: string;
  detail?: string | undefined;
  bad?: boolean;
}

/** What a member did here, in figures. */
export function factsOf(person: Person, { t, number }: Sayer): Fact[] {
  const { written, reported, reports, votes, linked } = person;
  const { refused, percent } = refusedOf(written);
  const made = reports.open + reports.upheld + reports.dismissed + reports.abusive;
  const listed = (parts: [number, string][]) =>
    parts
      .filter(([n]) => n > 0)
      .map(([, words]) => words)
      .join(", ") || undefined;
  return [
    {
      label: t("moderation.person.comments"),
      value: number(totalOf(written)),
      detail: listed([
        [written.visible, t("moderation.person.visible", { count: written.visible })],
        [written.pending, t("moderation.person.pending", { count: written.pending })],
        [written.deleted, t("moderation.person.takenBack", { count: written.deleted })],
      ]),
    },
    {
      label: t("moderation.person.refused"),
      value:
        refused === 0 ? number(refused) : t("moderation.person.refusedShare", { refused: number(refused), percent }),
      detail: listed([
        [written.rejected, t("moderation.person.rejected", { count: written.rejected })],
        [written.spam, t("moderation.person.spam", { count: written.spam })],
        [written.removed, t("moderation.person.removed", { count: written.removed })],
      ]),
      bad: refused > 0 && percent >= 50,
    },
    {
      label: t("moderation.person.reportsReceived"),
      value: number(reported.reports),
      detail: reported.comments > 0 ? t("moderation.person.reportedComments", { count: reported.comments }) : undefined,
    },
    {
      label: t("moderation.person.reportsMade"),
      value: number(made),
      detail:
        made === 0
          ? undefined
          : `${listed([
              [reports.upheld, t("moderation.person.upheld", { count: reports.upheld })],
              [reports.dismissed, t("moderation.person.dismissed", { count: reports.dismissed })],
              [reports.abusive, t("moderation.person.abusive", { count: reports.abusive })],
              [reports.open, t("moderation.person.open", { count: reports.open })],
            ])} · ${t("moderation.person.weight", { percent: percentOf(reports.weight) })}`,
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
