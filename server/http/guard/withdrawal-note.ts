import type { Executor } from "#db/client.ts";
import { isWithdrawnPage } from "#features/pages/queries.ts";
import { findWithdrawn } from "#features/redirects/queries.ts";
import { splitAddress } from "#lib/split-address.ts";

/**
 * Returns the note to readers ("" if there is none) if an address (path and meaningful query) without a page belongs to a
 * withdrawn article or site page: then the status is 410.
 */
export async function findWithdrawalNote(db: Executor, address: string): Promise<string | undefined> {
  const wordpress = /^\/\?p=\d+$/.test(address);
  const path = splitAddress(address).path;
  if (await isWithdrawnPage(db, path)) return "";
  return (await findWithdrawn(db, wordpress ? address : path))?.note;
}
