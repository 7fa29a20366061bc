import { findHashProblem, type HashProblem } from "#features/auth/credentials/wordpress-hash.ts";
import { findNameError } from "#features/members/reserved-names.ts";
import { type CsvFile, readCsvFile } from "#lib/csv-file.ts";
import { canonicalAddress } from "#lib/email-address.ts";
import { cleanLine, cleanText } from "#lib/html/clean-text.ts";
import { toPlainLine } from "../body/plain-line.ts";

/** A line of the file, checked. */
export interface ImportedUser {
  foreignId: string;
  login: string;
  /** In its canonical spelling. */
  email: string;
  /** "" if no name of the line may be used here. */
  name: string;
  biography: string;
  registeredAt: Date | undefined;
  /** A hash that a sign-in can check; null without one. */
  passwordHash: string | null;
  /** Why the line's hash is not used. */
  hashProblem: HashProblem | undefined;
  /** WordPress's role with the most permissions, if it is one of the staff. */
  staffRole: WordPressRole | undefined;
}

export type WordPressRole = "administrator" | "editor" | "author" | "contributor";
/** Why a line cannot be imported. */
export type WrongUserLine = "cells" | "id" | "address";

/** The headings of WordPress's tables, of `wp user list`, and of plugins for exports. */
const columns = {
  id: ["id", "user_id", "user id"],
  email: ["user_email", "email", "e-mail", "email address"],
  login: ["user_login", "login", "username", "user name"],
  name: ["display_name", "displayname", "display name", "name"],
  registered: ["user_registered", "registered", "date registered"],
  roles: ["roles", "role", "capabilities", "wp_capabilities"],
  hash: ["user_pass", "password_hash", "password"],
  biography: ["description", "biography", "bio"],
} as const;

const staffRoles = ["administrator", "editor", "author", "contributor"] as const;
/** Of a cell; a name or a login is cut far below, after cleaning. */
const maxCell = 2_000;
/** As the forms of registration and profile allow (characters). */
const maxName = 80;
const maxBiography = 600;

/** Reads the users of a file one by one. Lines that cannot be used go to `onWrong`, with their reason and nothing else. */
export async function* readUsers(
  path: string,
  {
    onWrong,
    ...options
  }: { onWrong: (line: number, why: WrongUserLine) => void } & Pick<CsvFile<string>, "onProgress">,
): AsyncGenerator<{ line: number; user: ImportedUser }> {
  const lines = readCsvFile(path, {
    ...options,
    what: "a list of users",
    columns,
    required: ["id", "email"],
    onWrongLine: (line) => onWrong(line, "cells"),
  });
  for await (const { line, cells } of lines) {
    const email = canonicalAddress(cells.email);
    if (!/^\d{1,18}$/.test(cells.id)) onWrong(line, "id");
    else if (email === undefined) onWrong(line, "address");
    else yield { line, user: toUser(cells, email) };
  }
}

/** Reads a file of users without keeping anything. Throws an OperatorError that names the line if it is unreadable. */
export async function checkUsersFile(path: string): Promise<void> {
  for await (const _ of readUsers(path, { onWrong: () => {} }));
}

function toUser(cells: Record<keyof typeof columns, string>, email: string): ImportedUser {
  const hashProblem = findHashProblem(cells.hash);
  return {
    foreignId: cells.id.replace(/^0+(?=\d)/, ""),
    login: cleanText(cells.login.slice(0, maxCell)),
    email,
    name: [cells.name, cells.login].map(toName).find((name) => name !== "") ?? "",
    biography: [...cleanText(toPlainLine(cells.biography.slice(0, 10 * maxCell))).trim()]
      .slice(0, maxBiography)
      .join(""),
    registeredAt: toMoment(cells.registered),
    passwordHash: hashProblem === undefined ? cells.hash : null,
    hashProblem: cells.hash === "" ? undefined : hashProblem,
    staffRole: staffRoles.find((role) => listRoles(cells.roles).includes(role)),
  };
}

/** A name as it may be shown; "" if it may not. An address is named by the part before the "@". */
function toName(cell: string): string {
  const text = cleanLine(toPlainLine(cell.slice(0, maxCell))).replace(/^([^@\s]+)@\S+$/, "$1");
  const name = [...text].slice(0, maxName).join("").trim();
  return name === "" || findNameError(name) ? "" : name;
}

/** WordPress's dates are in UTC. */
function toMoment(cell: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$/.test(cell)) return undefined;
  const moment = new Date(`${cell.replace(" ", "T")}Z`);
  const isPlausible = moment.getTime() > Date.UTC(2000, 0, 1) && moment.getTime() <= Date.now();
  return isPlausible ? moment : undefined;
}

/** The names of roles: a list with commas (WP-CLI), or PHP's serialised array (`wp_usermeta`). */
function listRoles(cell: string): string[] {
  const text = cell.slice(0, maxCell);
  if (!text.startsWith("a:")) return text.toLowerCase().split(/[,|\s]+/);
  return [...text.matchAll(/"([a-z_-]{1,40})";b:1/g)].map(([, role]) => role ?? "");
}
