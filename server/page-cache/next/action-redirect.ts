import { getURLFromRedirectError } from "next/dist/client/components/redirect.js";
import { isRedirectError } from "next/dist/client/components/redirect-error.js";

/** The address to which an action's `redirect()` leads (Next 16.4.6 throws it as an error); undefined for any other error. */
export function readRedirect(error: unknown): string | undefined {
  return isRedirectError(error) ? getURLFromRedirectError(error) : undefined;
}
