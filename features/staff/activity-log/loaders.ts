import { database } from "#db/client.ts";
import { activityKinds, formatCursor, parseActor, parseCursor } from "#features/members/activity-log/rules.ts";
import { listStaff } from "../queries.ts";
import { entriesPerPage, listActivity } from "./queries.ts";

/** Loads a page of the log for the query of its URL, with the members that its filter offers; `next`: the cursor of older entries. */
export async function loadActivityLog(given: {
  kind?: string | undefined;
  by?: string | undefined;
  after?: string | undefined;
}) {
  const db = database();
  const kind = activityKinds.find((one) => one === given.kind);
  const actor = parseActor(given.by);
  const [found, staff] = await Promise.all([
    listActivity(db, { kind, actor, after: parseCursor(given.after) }),
    listStaff(db),
  ]);
  const lines = found.slice(0, entriesPerPage);
  const last = lines.at(-1);
  return {
    kind,
    who: actor,
    lines,
    staff,
    next: found.length > entriesPerPage && last ? formatCursor(last) : undefined,
  };
}
