import { notFound, permanentRedirect } from "next/navigation";
import { findRedirect } from "./cached.ts";

/**
 * Responds to an unknown path: a 308 to its present address, or else a 404. Await it at the top of the page, outside
 * Suspense. `path` may be encoded or not.
 */
export async function redirectOrNotFound(path: string): Promise<never> {
  const address = await findRedirect(path);
  // A withdrawn article is a 410, which Next cannot send: the page server answers it before it calls Next.
  if (address === null) notFound();
  permanentRedirect(address);
}
