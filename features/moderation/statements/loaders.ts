import { unauthorized } from "next/navigation";
import { database } from "#db/client.ts";
import { getViewer } from "#features/auth/loaders.ts";
import { parseId } from "#lib/ids.ts";
import { findCommentStatement, findStatement, listStatements } from "./queries.ts";
import { statementsPerPage } from "./rules.ts";
import { verifyStatementLink } from "./signed-link.ts";

/** The member whose decisions a page shows: identified by the mailed link, or signed in. */
export interface StatementReader {
  memberId: number;
  /** The mailed link, if the reader is not signed in as that member. The page's links carry it on. */
  link?: string;
}

/**
 * Finds the reader of a page about decisions; undefined if the link is invalid or expired. Responds with 401 if there
 * is neither a link nor a session.
 */
export async function findStatementReader(link: string | undefined): Promise<StatementReader | undefined> {
  const viewer = await getViewer();
  const linkedMemberId = link === undefined ? undefined : await verifyStatementLink(database(), link);
  if (link !== undefined && linkedMemberId !== undefined && linkedMemberId !== viewer?.id)
    return { memberId: linkedMemberId, link };
  if (viewer) return { memberId: viewer.id };
  return link === undefined ? unauthorized() : undefined;
}

/**
 * Loads a decision about the reader by the id in the URL; undefined for another member's decision and for an invalid
 * id.
 */
export async function loadStatement({ memberId }: StatementReader, id: string) {
  const decisionId = parseId(id);
  return decisionId === undefined ? undefined : findStatement(database(), memberId, decisionId);
}

/** Loads the restriction in force of the member's own comment. */
export const loadCommentStatement = (memberId: number, comment: number) =>
  findCommentStatement(database(), memberId, comment);

/**
 * Loads a page of the decisions about the reader. `before` is the URL's cursor, `with` the ban whose comments are
 * listed.
 */
export async function loadStatements({ memberId }: StatementReader, params: { before?: string; with?: string }) {
  const before = parseId(params.before);
  const withBan = parseId(params.with);
  const rows = await listStatements(database(), memberId, { before, withBan });
  const shown = rows.slice(0, statementsPerPage);
  return {
    statements: shown,
    first: before === undefined,
    withBan,
    older: rows.length > shown.length ? shown.at(-1)?.id : undefined,
  };
}
