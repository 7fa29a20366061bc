import { toPlainLine } from "../body/plain-line.ts";
import type { ExportAuthor, ExportItem } from "../export/entries.ts";

/** A name under an article. */
export interface ExportByline {
  /** Identifies the author on the blog: the login of a user, or the slug of a guest. */
  login: string;
  name: string;
  biography?: string;
}

/** The guest of Co-Authors Plus in an item of the type `guest-author`. */
export interface GuestAuthor extends ExportByline {
  /** Login of the user that the guest stands for, or "". */
  linkedLogin: string;
}

export const guestAuthorType = "guest-author";

/** The custom fields of a guest author that an import reads; e-mail addresses are not among them. */
export const guestAuthorMetaKeys = [
  "cap-display_name",
  "cap-first_name",
  "cap-last_name",
  "cap-description",
  "cap-linked_account",
];

/** Authors beyond this number are no byline. */
const maxBylines = 50;

/** Reads an item of the type `guest-author`. */
export function readGuestAuthor(item: ExportItem): GuestAuthor {
  const field = (key: string) => toPlainLine(item.meta.get(key)?.at(-1) ?? "");
  const name = field("cap-display_name") || `${field("cap-first_name")} ${field("cap-last_name")}`.trim();
  return {
    login: item.name,
    name: name || toPlainLine(item.title) || item.name,
    biography: field("cap-description"),
    linkedLogin: field("cap-linked_account"),
  };
}

/** How an item names an author: by the login of its creator, or by a term of a plugin. */
export type BylineReference = { login: string } | { nicename: string; name: string };

export interface People {
  /** Users by login, in lower case. */
  users: Map<string, ExportAuthor>;
  /** Guests by slug. */
  guests: Map<string, GuestAuthor>;
}

export function listPeople(authors: ExportAuthor[], guests: GuestAuthor[]): People {
  return {
    users: new Map(authors.map((author) => [author.login.toLowerCase(), author])),
    guests: new Map(guests.map((guest) => [guest.login, guest])),
  };
}

/**
 * Lists the authors of a post. Co-Authors Plus and PublishPress Authors keep them as terms of the taxonomy `author`;
 * without any, the author is the user who created the post. The creator comes first if among them: the order of the
 * plugins is not in an export.
 */
export function readBylines(
  item: Pick<ExportItem, "terms" | "creator">,
  bylineOf: (reference: BylineReference) => ExportByline,
): ExportByline[] {
  const creator = item.creator.trim();
  const own = creator === "" ? [] : [bylineOf({ login: creator })];
  const named = item.terms
    .filter(({ taxonomy, nicename }) => taxonomy === "author" && nicename !== "")
    .slice(0, maxBylines)
    .map(({ nicename, name }) => bylineOf({ nicename, name }));
  if (named.length === 0) return own;
  const byLogin = new Map(named.map((byline) => [byline.login, byline]));
  const first = own[0] && byLogin.has(own[0].login) ? own : [];
  return [...first, ...[...byLogin.values()].filter(({ login }) => login !== first[0]?.login)];
}

/** Finds who an item names as its author among the blog's people; a name that is none of theirs is its own byline. */
export function findByline(reference: BylineReference, { users, guests }: People): ExportByline {
  if ("login" in reference) return toByline(users.get(reference.login.toLowerCase()), reference.login);
  const { nicename, name } = reference;
  const slug = nicename.replace(/^cap-/, "");
  const guest = guests.get(nicename) ?? guests.get(`cap-${slug}`);
  const linked = guest && users.get(guest.linkedLogin.toLowerCase());
  if (linked) return toByline(linked, linked.login);
  if (guest) return { login: guest.login, name: guest.name, biography: guest.biography };
  // The term of Co-Authors Plus is named by the login, that of PublishPress by the name to show.
  const user = users.get(name.toLowerCase()) ?? users.get(slug.toLowerCase()) ?? findByName(name, users);
  return user ? toByline(user, user.login) : { login: nicename, name: toPlainLine(name) || slug };
}

function findByName(name: string, users: Map<string, ExportAuthor>): ExportAuthor | undefined {
  const same = [...users.values()].filter((user) => user.name === name);
  return same.length === 1 ? same[0] : undefined;
}

function toByline(user: ExportAuthor | undefined, login: string): ExportByline {
  return { login: user?.login ?? login, name: user?.name || login };
}
