import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";
import type { PersonSummary } from "../summary.ts";
import { pageOf, sayer, standingsOf } from "../words.ts";
import type { PersonRow } from "./queries.ts";

/** A member as a line of the list. */
export interface PersonLine extends Pick<PersonSummary, "id" | "name" | "about" | "standings"> {
  href: string;
}

/** Members as lines of the list. */
export function personLines(people: PersonRow[], settings: Settings): PersonLine[] {
  const say = sayer(settings);
  const { t, day } = say;
  return people.map((row) => ({
    id: row.id,
    href: pageOf(row.id),
    name: row.name || t("moderation.person.nameless"),
    about: typeset(
      [
        `@${row.handle}`,
        t("moderation.person.registered", { day: day(row.registeredAt) }),
        ...(row.confirmed ? [] : [t("moderation.person.unconfirmed")]),
        ...(row.role === "reader" ? [] : [t(`account.export.roles.${row.role}`)]),
        ...(row.refused === null ? [] : [t("moderation.person.list.refusedCount", { count: row.refused })]),
      ].join(" · "),
    ),
    standings: standingsOf(row.standing, row, say),
  }));
}
