import { database } from "#db/client.ts";
import { admitViewer } from "#features/members/loaders.ts";
import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { getSettings } from "#features/settings/cached.ts";
import { isOneself, mayModerate } from "../policy.ts";
import { linesOf } from "./decisions/lines.ts";
import { decisionsShown, listDecisionsAbout } from "./decisions/queries.ts";
import { personLines } from "./list/lines.ts";
import { listPeople, peopleShown } from "./list/queries.ts";
import { findPerson } from "./queries.ts";
import type { PeopleFilter } from "./rules.ts";
import { type PersonSummary, summaryOf } from "./summary.ts";

/** An id as an address carries it; undefined for what is none. */
export function readId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** What the asking moderator sees of a member, or why nothing: 401 signed out, 403 without the role, 404 unknown. */
export async function loadSummary(text: string): Promise<PersonSummary | { status: 401 | 403 | 404 }> {
  const viewer = await admitViewer(mayModerate);
  if (typeof viewer === "number") return { status: viewer };
  const id = readId(text);
  const settings = await getSettings();
  const person = id === undefined ? undefined : await findPerson(database(), id, settings);
  return person ? summaryOf(person, viewer, settings) : { status: 404 };
}

/** A member's page: the summary, with `before` (a decision's id) the decisions before it instead of the newest. Undefined for an unknown one. */
export async function loadPersonPage(text: string, viewer: Viewer, before: string | undefined) {
  const id = readId(text);
  const db = database();
  const settings = await getSettings();
  const person = id === undefined ? undefined : await findPerson(db, id, settings);
  if (!person) return undefined;
  const from = before === undefined ? undefined : readId(before);
  const listed = from === undefined ? person.decisions : await listDecisionsAbout(db, person.id, { before: from });
  const shown = listed.slice(0, decisionsShown);
  return {
    person: summaryOf(person, viewer, settings),
    older: from === undefined ? undefined : linesOf(shown, settings, isOneself(viewer, person.id)),
    next: listed.length > decisionsShown ? shown.at(-1)?.id : undefined,
  };
}

/** A page of the list of members, with the address of the next one. Only administrators search by address. */
export async function loadPeople(
  viewer: Viewer,
  { words, filter, after }: { words: string; filter: PeopleFilter | undefined; after: string | undefined },
) {
  const cursor = /^([1-9]\d{0,14})(?:\.(\d{1,9}))?$/.exec(after ?? "");
  const found = await listPeople(database(), {
    ...{ words: words || undefined, filter, byAddress: viewer.role === "admin" },
    after: cursor ? { id: Number(cursor[1]), refused: Number(cursor[2] ?? 0) } : undefined,
  });
  const people = found.slice(0, peopleShown);
  const last = found.length > peopleShown ? people.at(-1) : undefined;
  return {
    people: personLines(people, await getSettings()),
    next: last && (last.refused === null ? String(last.id) : `${last.id}.${last.refused}`),
  };
}
