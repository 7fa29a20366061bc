import { refresh } from "next/cache";
import { redirect } from "next/navigation";

/**
 * Ends an action with a redirect to a page that shows what it did, rendered again even if only the address's anchor
 * differs.
 */
export function refreshAndRedirect(path: string): never {
  refresh();
  redirect(path);
}
