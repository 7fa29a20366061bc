import { database } from "#db/client.ts";
import { listStaff } from "#features/members/staff/queries.ts";
import { linesPerPage, listActivity } from "./queries.ts";
import { activityKinds, readPlace, readWho, writePlace } from "./rules.ts";

/** A page of the log as its address asks for it, with the people that its filter offers; `next`: the cursor of older lines. */
export async function loadActivity(given: {
  kind?: string | undefined;
  by?: string | undefined;
  after?: string | undefined;
}) {
  const db = database();
  const kind = activityKinds.find((one) => one === given.kind);
  const who = readWho(given.by);
  const [found, staff] = await Promise.all([
    listActivity(db, { kind, who, after: readPlace(given.after) }),
    listStaff(db),
  ]);
  const lines = found.slice(0, linesPerPage);
  const last = lines.at(-1);
  return { kind, who, lines, staff, next: found.length > linesPerPage && last ? writePlace(last) : undefined };
}
