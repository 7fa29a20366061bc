import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { isSelf, mayModerate } from "#features/members/standing/policy.ts";
import { getSettings } from "#features/settings/cached.ts";
import { parseId } from "#lib/ids.ts";
import { listReplyTemplates } from "../reply-templates/queries.ts";
import { toRecordEntries } from "./decisions/entries.ts";
import { decisionsPerPage, listMemberDecisions } from "./decisions/queries.ts";
import { toMemberListItems } from "./list/list-items.ts";
import { membersPerPage, searchMembers } from "./list/queries.ts";
import { findMemberRecord } from "./queries.ts";
import type { MemberFilter } from "./rules.ts";
import { toSanctionContext } from "./sanction-context.ts";
import { type MemberSummary, summarizeMember } from "./summary.ts";

/**
 * Loads the summary of a member for the viewer, or the status of a refusal: 401 signed out, 403 without the role, 404
 * unknown.
 */
export async function loadMemberSummary(text: string): Promise<MemberSummary | { status: 401 | 403 | 404 }> {
  const viewer = await authorizeViewer(mayModerate);
  if (typeof viewer === "number") return { status: viewer };
  const id = parseId(text);
  const settings = await getSettings();
  const record = id === undefined ? undefined : await findMemberRecord(database(), id, settings);
  return record ? summarizeMember(record, viewer, settings) : { status: 404 };
}

/**
 * Loads a member record; undefined for an unknown member.
 * @param before the id of a decision: lists the decisions before it instead of the newest
 */
export async function loadMemberRecord(text: string, viewer: Viewer, before: string | undefined) {
  const id = parseId(text);
  const db = database();
  const settings = await getSettings();
  const record = id === undefined ? undefined : await findMemberRecord(db, id, settings);
  if (!record) return undefined;
  const from = before === undefined ? undefined : parseId(before);
  const listed = from === undefined ? record.decisions : await listMemberDecisions(db, record.id, { before: from });
  const shown = listed.slice(0, decisionsPerPage);
  return {
    person: summarizeMember(record, viewer, settings),
    context: toSanctionContext(settings, await listReplyTemplates(db)),
    older: from === undefined ? undefined : toRecordEntries(shown, settings, isSelf(viewer, record.id)),
    next: listed.length > decisionsPerPage ? shown.at(-1)?.id : undefined,
  };
}

/**
 * Loads a page of the member list, with the URL's cursor of the next page. Only administrators may search by e-mail
 * address.
 */
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
