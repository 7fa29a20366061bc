import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { isSelf, mayModerate } from "#features/members/standing/policy.ts";
import { getSettings } from "#features/settings/cached.ts";
import { parseId } from "#lib/ids.ts";
import { toRecordEntries } from "./decisions/entries.ts";
import { decisionsPerPage, listMemberDecisions } from "./decisions/queries.ts";
import { toMemberListItems } from "./list/list-items.ts";
import { membersPerPage, searchMembers } from "./list/queries.ts";
import { findMemberRecord } from "./queries.ts";
import type { MemberFilter } from "./rules.ts";
import { type MemberSummary, summarizeMember } from "./summary.ts";

/** What the asking moderator sees of a member, or why nothing: 401 signed out, 403 without the role, 404 unknown. */
export async function loadMemberSummary(text: string): Promise<MemberSummary | { status: 401 | 403 | 404 }> {
  const viewer = await authorizeViewer(mayModerate);
  if (typeof viewer === "number") return { status: viewer };
  const id = parseId(text);
  const settings = await getSettings();
  const person = id === undefined ? undefined : await findMemberRecord(database(), id, settings);
  return person ? summarizeMember(person, viewer, settings) : { status: 404 };
}

/** A member's page: the summary, with `before` (a decision's id) the decisions before it instead of the newest. Undefined for an unknown one. */
export async function loadMemberRecord(text: string, viewer: Viewer, before: string | undefined) {
  const id = parseId(text);
  const db = database();
  const settings = await getSettings();
  const person = id === undefined ? undefined : await findMemberRecord(db, id, settings);
  if (!person) return undefined;
  const from = before === undefined ? undefined : parseId(before);
  const listed = from === undefined ? person.decisions : await listMemberDecisions(db, person.id, { before: from });
  const shown = listed.slice(0, decisionsPerPage);
  return {
    person: summarizeMember(person, viewer, settings),
    older: from === undefined ? undefined : toRecordEntries(shown, settings, isSelf(viewer, person.id)),
    next: listed.length > decisionsPerPage ? shown.at(-1)?.id : undefined,
  };
}

/** A page of the list of members, with the address of the next one. Only administrators search by address. */
export async function loadMemberList(
  viewer: Viewer,
  { words, filter, after }: { words: string; filter: MemberFilter | undefined; after: string | undefined },
) {
  const cursor = /^([1-9]\d{0,14})(?:\.(\d{1,9}))?$/.exec(after ?? "");
  const found = await searchMembers(database(), {
    words: words || undefined,
    filter,
    byAddress: viewer.role === "admin",
    after: cursor ? { id: Number(cursor[1]), refused: Number(cursor[2] ?? 0) } : undefined,
  });
  const people = found.slice(0, membersPerPage);
  const last = found.length > membersPerPage ? people.at(-1) : undefined;
  return {
    people: toMemberListItems(people, await getSettings()),
    next: last && (last.refused === null ? String(last.id) : `${last.id}.${last.refused}`),
  };
}
