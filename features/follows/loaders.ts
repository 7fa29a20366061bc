import { database } from "#db/client.ts";
import { findSubject, listFollows } from "./queries.ts";
import { followsPerPage, parseSubject, type SubjectKind, subjectKinds } from "./rules.ts";

/** Follows of each kind on the first page. */
const followsPerSection = 10;

/**
 * Loads what a member follows: the newest of each kind, or a page of one kind.
 * @param parameters from the URL; what is no kind, cursor or subject is ignored
 */
export async function loadFollows(
  memberId: number,
  parameters: { kind?: string | undefined; before?: string | undefined; unfollowed?: string | undefined },
) {
  const db = database();
  const only = subjectKinds.find((kind) => kind === parameters.kind);
  const limit = only ? followsPerPage : followsPerSection;
  const before = only && /^[1-9]\d{0,14}$/.test(parameters.before ?? "") ? Number(parameters.before) : undefined;
  const unfollowed = parseSubject(parameters.unfollowed ?? "");
  const loadSection = async (kind: SubjectKind) => {
    const rows = await listFollows(db, memberId, kind, { before, limit });
    return { kind, follows: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]?.follow : undefined };
  };
  const [sections, undo] = await Promise.all([
    Promise.all((only ? [only] : subjectKinds).map(loadSection)),
    unfollowed && findSubject(db, unfollowed),
  ]);
  return {
    only,
    isFirst: before === undefined,
    sections: sections.filter(({ follows }) => follows.length > 0),
    /** What was just unfollowed without JavaScript. */
    undo,
  };
}
