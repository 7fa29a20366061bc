import { suggestedRoles, type UserCounts } from "./import-users.ts";

const reasons = {
  cells: "more or fewer cells than the first line names",
  id: "no number as id",
  address: "no usable e-mail address",
  repeated: "an id or address that came before",
} as const;

/** The lines of a report about users. `row` puts a label before a text. */
export function formatUsers(users: UserCounts, row: (label: string, text: string) => string): string[] {
  const lines = [
    row(
      "Users",
      `${users.new} new (${users.withPassword} with a password that works once more, ${users.withoutPassword} without), ${users.unchanged} unchanged, ${users.existing} were members already`,
    ),
  ];
  if (users.bylines > 0) lines.push(row("", `${users.bylines} bylines belong to their member now`));
  if (users.renamed > 0)
    lines.push(row("", `${users.renamed} with a name that is not allowed here, so with a number instead`));
  if (users.unconfirmed > 0)
    lines.push(
      row("Skipped", `${users.unconfirmed} users whose address waits for its confirmation here: run this again later`),
    );
  const wrong = users.wrong.reduce((sum, { count }) => sum + count, 0);
  if (wrong > 0) lines.push(row("Skipped", `${wrong === 1 ? "1 line" : `${wrong} lines`} of the file of users`));
  return lines;
}

/** The lists of a report about users: what is to do by hand, and which lines were wrong. */
export function listUsers({ staff, wrong }: UserCounts): [heading: string, entries: string[]][] {
  return [
    [
      "Staff of the old site, readers here. To give them their role:",
      staff.map(({ handle, role }) => `npm run vigie -- user role @${handle} ${suggestedRoles[role]}   (was ${role})`),
    ],
    ...wrong.map(({ reason, count, lines }): [string, string[]] => [
      `Lines of the file of users with ${reasons[reason]}${count > lines.length ? ` (${count}; the first ${lines.length})` : ""}:`,
      lines.map((line) => `line ${line}`),
    ]),
  ];
}
