import { notFound, permanentRedirect } from "next/navigation";
import { findRedirect } from "./cached.ts";

/**
 * What a page does whose path it does not know: a true 308 to where the path leads now, else a true 404.
 * Await it at the top of the page, outside Suspense. `path` may be encoded or not.
 */
export async function redirectOrNotFound(path: string): Promise<never> {
  const address = await findRedirect(path);
  // A withdrawn article is a 410, which Next cannot answer: the page server gives it before Next is asked.
  if (address === null) notFound();
  permanentRedirect(address);
}
