import { database } from "#db/client.ts";
import { listPeople, peopleShown } from "#features/moderation/person/list/queries.ts";
import { getViewer } from "../loaders.ts";
import { peekInvitation } from "./invitations.ts";
import { listInvitations, listStaff, staffPerPage } from "./queries.ts";

const idOf = (text: string | undefined) => (text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined);

/** The staff with the invitations that wait, or with words the members who match; `next`: the cursor of the next page. */
export async function loadStaff({ words, after }: { words: string; after: string | undefined }) {
  const db = database();
  const id = idOf(after);
  if (words) {
    const found = await listPeople(db, {
      words,
      byAddress: true,
      after: id === undefined ? undefined : { id, refused: 0 },
    });
    const people = found.slice(0, peopleShown).map(({ standing, ...person }) => ({
      ...person,
      sanctioned: standing.banned || standing.suspendedUntil !== null,
      ...{ secondStep: null, lastSeen: null },
    }));
    return { people, invitations: [], next: found.length > peopleShown ? people.at(-1)?.id : undefined };
  }
  const [staff, invitations] = await Promise.all([listStaff(db, id), id === undefined ? listInvitations(db) : []]);
  const people = staff.slice(0, staffPerPage).map((person) => ({ ...person, confirmed: true }));
  return { people, invitations, next: staff.length > staffPerPage ? people.at(-1)?.id : undefined };
}

export type ShownPerson = Awaited<ReturnType<typeof loadStaff>>["people"][number];

/** What a mailed invitation leads to; undefined when it no longer serves. `account`: whether its address has one, and whether it is the viewer's; `viewer`: the name of whoever is signed in. */
export async function loadInvitation(token: string) {
  const [found, viewer] = await Promise.all([peekInvitation(database(), token), getViewer()]);
  if (!found) return undefined;
  const { name, role, accountId } = found;
  const account = accountId === null ? "none" : accountId === viewer?.id ? "mine" : "other";
  return { name, role, account, viewer: viewer?.name } as const;
}
