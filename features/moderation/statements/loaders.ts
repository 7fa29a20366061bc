import { unauthorized } from "next/navigation";
import { database } from "#db/client.ts";
import { getViewer } from "#features/auth/loaders.ts";
import { parseId } from "#lib/ids.ts";
import { findCommentStatement, findStatement, listStatements } from "./queries.ts";
import { statementsPerPage } from "./rules.ts";
import { verifyStatementLink } from "./signed-link.ts";

/** Whose decisions a page shows: those of the mailed link's member, or of whoever is signed in. */
export interface StatementReader {
  memberId: number;
  /** The link by which they came without signing in: what leads on carries it. */
  link?: string;
}

/** The reader of a page about decisions; undefined for a link that no longer serves. Without a link one signs in (401 else). */
export async function findStatementReader(link: string | undefined): Promise<StatementReader | undefined> {
  const viewer = await getViewer();
  const linked = link === undefined ? undefined : await verifyStatementLink(database(), link);
  if (link !== undefined && linked !== undefined && linked !== viewer?.id) return { memberId: linked, link };
  if (viewer) return { memberId: viewer.id };
  return link === undefined ? unauthorized() : undefined;
}

/** One decision about the reader, as the address says it; undefined for others', and for anything that is no id. */
export async function loadStatement({ memberId }: StatementReader, id: string) {
  const known = parseId(id);
  return known === undefined ? undefined : findStatement(database(), memberId, known);
}

/** The restriction of their own comment that is in force. */
export const loadCommentStatement = (memberId: number, comment: number) =>
  findCommentStatement(database(), memberId, comment);

/** A page of the decisions about the reader; `before` and `with` (a ban's comments) as the address says them. */
export async function loadStatements({ memberId }: StatementReader, given: { before?: string; with?: string }) {
  const before = parseId(given.before);
  const withBan = parseId(given.with);
  const rows = await listStatements(database(), memberId, { before, withBan });
  const here = rows.slice(0, statementsPerPage);
  return {
    statements: here,
    first: before === undefined,
    withBan,
    older: rows.length > here.length ? here.at(-1)?.id : undefined,
  };
}
