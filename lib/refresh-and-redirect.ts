import { refresh } from "next/cache";
import { redirect } from "next/navigation";

/** Ends an action at a page that shows what it did, drawn anew also where only the address's anchor differs. */
export function refreshAndRedirect(path: string): never {
  refresh();
  redirect(path);
}
