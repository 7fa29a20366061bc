import { suggestedRoles, type UserCounts } from "./import-users.ts";

const reasons = {
  cells: "more or fewer cells than the first line",
  id: "no number as id",
  address: "no usable e-mail address",
  repeated: "an id or address that occurred earlier",
} as const;

const hashProblems = {
  costly:
    "takes too long to check here (phpass beyond 2^18 rounds, bcrypt beyond cost 12, Argon2id beyond 64 MB, 4 passes, 1 thread)",
  unknown: "has a form that is not supported",
} as const;

/** The lines of a report about users. `row` puts a label before a text. */
export function formatUsers(users: UserCounts, row: (label: string, text: string) => string): string[] {
  const lines = [
    row(
      "Users",
      `${users.new} new (${users.withPassword} with their old password, ${users.withoutPassword} without), ${users.unchanged} unchanged, ${users.existing} were members already`,
    ),
  ];
  const unsupported = Object.values(users.unsupportedHashes).reduce((sum, { count }) => sum + count, 0);
  if (unsupported > 0)
    lines.push(row("", `${unsupported} with a password that cannot be checked here: they choose a new one by mail`));
  if (users.bylines > 0) lines.push(row("", `${users.bylines} bylines linked to their members`));
  if (users.renamed > 0)
    lines.push(row("", `${users.renamed} named “Member” with a number, because their name is not allowed here`));
  if (users.unconfirmed > 0)
    lines.push(
      row(
        "Skipped",
        `${users.unconfirmed} users whose address is registered here but not confirmed: run this again later`,
      ),
    );
  const wrong = users.wrong.reduce((sum, { count }) => sum + count, 0);
  if (wrong > 0) lines.push(row("Skipped", `${wrong === 1 ? "1 line" : `${wrong} lines`} of the users file`));
  return lines;
}

/** The lists of a report about users: what is to do by hand, whose password works no more, and which lines were wrong. */
export function listUsers({ staff, unsupportedHashes, wrong }: UserCounts): [heading: string, entries: string[]][] {
  return [
    ...listStaff(staff),
    ...(["costly", "unknown"] as const).map((problem): [string, string[]] => {
      const { count, handles } = unsupportedHashes[problem];
      const first = count > handles.length ? ` (${count}; the first ${handles.length})` : "";
      return [
        `Users who choose a new password by mail, because the old one’s hash ${hashProblems[problem]}${first}:`,
        handles.map((handle) => `@${handle}`),
      ];
    }),
    ...wrong.map(({ reason, count, lines }): [string, string[]] => [
      `Lines of the users file with ${reasons[reason]}${count > lines.length ? ` (${count}; the first ${lines.length})` : ""}:`,
      lines.map((line) => `line ${line}`),
    ]),
  ];
}

/** A role takes effect once the address is confirmed, so those who have still to do that are listed apart. */
function listStaff(staff: UserCounts["staff"]): [heading: string, entries: string[]][] {
  const list = (ofConfirmed: boolean) =>
    staff
      .filter(({ confirmed }) => confirmed === ofConfirmed)
      .map(({ handle, role }) => `npm run vigie -- user role @${handle} ${suggestedRoles[role]}   (was ${role})`);
  return [
    ["Staff of the old site, now readers. To give them their roles:", list(true)],
    [
      "Staff of the old site, now readers with an unconfirmed address. Once they have opened the mailed link, to give them their roles:",
      list(false),
    ],
  ];
}
