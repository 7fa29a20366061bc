import type { Executor } from "#db/client.ts";
import { isWithdrawnPage } from "#features/pages/queries.ts";
import { findWithdrawn, type WithdrawnArticle } from "#features/redirects/queries.ts";
import { canonicalWordPressQuery } from "#features/redirects/wordpress/query.ts";
import { splitAddress } from "#lib/split-address.ts";

/** What the 410 page says; without a `subject` it is a page of the site, or an article whose title was removed. */
export interface Withdrawal {
  /** The note to readers; "" if there is none. */
  note: string;
  subject?: Pick<WithdrawnArticle, "title" | "at">;
}

/**
 * Finds the withdrawn article or site page at an address (path and meaningful query) without a page: then the status is
 * 410.
 */
export async function findWithdrawal(db: Executor, address: string): Promise<Withdrawal | undefined> {
  const { path, query } = splitAddress(address);
  const wordpress = query !== "" && canonicalWordPressQuery(query) === query;
  if (await isWithdrawnPage(db, path)) return { note: "" };
  const found = await findWithdrawn(db, wordpress ? address : path);
  if (!found || found.title === "") return found && { note: found.note };
  return { note: found.note, subject: { title: found.title, at: found.at } };
}
