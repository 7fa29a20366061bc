import { database } from "#db/client.ts";
import { activityKinds, formatCursor, parseActor, parseCursor } from "#features/members/activity-log/rules.ts";
import { listStaff } from "../queries.ts";
import { entriesPerPage, listActivity } from "./queries.ts";

/** Loads a page of the log for the query of its URL, with the members that its filter offers; `next`: the cursor of older entries. */
export async function loadActivityLog(query: {
  kind?: string | undefined;
  by?: string | undefined;
  after?: string | undefined;
}) {
  const db = database();
  const kind = activityKinds.find((candidate) => candidate === query.kind);
  const actor = parseActor(query.by);
  const [entries, staff] = await Promise.all([
    listActivity(db, { kind, actor, after: parseCursor(query.after) }),
    listStaff(db),
  ]);
  const lines = entries.slice(0, entriesPerPage);
  const last = lines.at(-1);
  return {
    kind,
    actorFilter: actor,
    lines,
    staff,
    next: entries.length > entriesPerPage && last ? formatCursor(last) : undefined,
  };
}
