import { database } from "#db/client.ts";
import { findSubject, hasFollow, listFollows } from "./queries.ts";
import { followsPerPage, parseSubject, type SubjectKind, subjectKinds } from "./rules.ts";

/** Follows of each kind on the first page. */
const followsPerSection = 10;

/**
 * Loads what a member follows: the newest of each kind, or a page of one kind.
 * @param parameters from the URL; what is no kind, cursor or subject is ignored
 */
export async function loadFollows(
  memberId: number,
  parameters: Partial<Record<"kind" | "before" | "unfollowed" | "follow" | "followed", string | undefined>>,
) {
  const db = database();
  const only = subjectKinds.find((kind) => kind === parameters.kind);
  const limit = only ? followsPerPage : followsPerSection;
  const before = only && /^[1-9]\d{0,14}$/.test(parameters.before ?? "") ? Number(parameters.before) : undefined;
  const find = async (text: string | undefined) => {
    const subject = parseSubject(text ?? "");
    const found = subject && (await findSubject(db, subject));
    return found && { ...found, isFollowed: await hasFollow(db, memberId, found) };
  };
  const loadSection = async (kind: SubjectKind) => {
    const rows = await listFollows(db, memberId, kind, { before, limit });
    return { kind, follows: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]?.follow : undefined };
  };
  const [sections, undo, wanted, followed] = await Promise.all([
    Promise.all((only ? [only] : subjectKinds).map(loadSection)),
    find(parameters.unfollowed),
    find(parameters.follow),
    find(parameters.followed),
  ]);
  return {
    only,
    isFirst: before === undefined,
    sections: sections.filter(({ follows }) => follows.length > 0),
    /** What was just unfollowed without JavaScript. */
    undo: undo?.isFollowed === false ? undo : undefined,
    /** What the member wanted to follow before signing in, and does not follow yet. */
    wanted: wanted?.isFollowed === false ? wanted : undefined,
    /** What the member has just followed, or wanted to follow and already does. */
    followed: [followed, wanted].find((subject) => subject?.isFollowed),
  };
}
