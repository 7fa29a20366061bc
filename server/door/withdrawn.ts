import type { Executor } from "#db/client.ts";
import { leadsToWithdrawn } from "#features/redirects/queries.ts";

/**
 * Whether an address (path and meaningful query) that answered 404 belongs to an article that was withdrawn: then 410 is the
 * truth. Asked only when a 404 is rendered, and the answer is kept and cleared with it.
 */
export async function isWithdrawn(db: Executor, address: string): Promise<boolean> {
  const wordpress = /^\/\?p=\d+$/.test(address);
  return await leadsToWithdrawn(db, wordpress ? address : address.replace(/\?.*$/s, ""));
}
