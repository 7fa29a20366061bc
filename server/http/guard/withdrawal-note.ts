import type { Executor } from "#db/client.ts";
import { isWithdrawnPage } from "#features/pages/queries.ts";
import { findWithdrawn } from "#features/redirects/queries.ts";

/**
 * Whether an address (path and meaningful query) that answered 404 belongs to an article or a page of the site's own that was withdrawn, and what its readers are told
 * ("" when nothing): then 410 is the truth. Asked only when a 404 is rendered, and the answer is kept and cleared with it.
 */
export async function findWithdrawalNote(db: Executor, address: string): Promise<string | undefined> {
  const wordpress = /^\/\?p=\d+$/.test(address);
  const path = address.replace(/\?.*$/s, "");
  if (await isWithdrawnPage(db, path)) return "";
  return (await findWithdrawn(db, wordpress ? address : path))?.note;
}
