import { notFound, permanentRedirect } from "next/navigation";
import { findRedirect } from "./cached.ts";

/**
 * Responds to an unknown path: a 308 to its present address, or else a 404. Await it at the top of the page, outside
 * Suspense. The address may be encoded or not; a query is kept.
 */
export async function redirectOrNotFound(address: string): Promise<never> {
  const target = await findRedirect(address);
  // A withdrawn article is a 410, which Next cannot send: the page server sends it in place of the 404.
  if (target === null) notFound();
  permanentRedirect(target);
}
