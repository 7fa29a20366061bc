import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";
import { createRecordFormatter, listStandingLabels, memberRecordHref } from "../formatter.ts";
import type { MemberSummary } from "../summary.ts";
import type { MemberListRow } from "./queries.ts";

/** A member as a line of the list. */
export interface MemberListItem extends Pick<MemberSummary, "id" | "name" | "about" | "standings"> {
  href: string;
}

/** Formats members as lines of the list. */
export function toMemberListItems(rows: MemberListRow[], settings: Settings): MemberListItem[] {
  const formatter = createRecordFormatter(settings);
  const { t, day } = formatter;
  return rows.map((row) => ({
    id: row.id,
    href: memberRecordHref(row.id),
    name: row.name || t("moderation.memberRecord.nameless"),
    about: typeset(
      [
        `@${row.handle}`,
        t("moderation.memberRecord.registered", { day: day(row.registeredAt) }),
        ...(row.confirmed ? [] : [t("moderation.memberRecord.unconfirmed")]),
        ...(row.role === "reader" ? [] : [t(`roles.${row.role}`)]),
        ...(row.refused === null ? [] : [t("moderation.memberRecord.list.refusedCount", { count: row.refused })]),
      ].join(" · "),
    ),
    standings: listStandingLabels(row.standing, row, formatter),
  }));
}
