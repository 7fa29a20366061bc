import { getURLFromRedirectError } from "next/dist/client/components/redirect.js";
import { isRedirectError } from "next/dist/client/components/redirect-error.js";

/** Returns the target of an action's `redirect()`, which Next 16.4.6 throws as an error; undefined for any other error. */
export function readRedirect(error: unknown): string | undefined {
  return isRedirectError(error) ? getURLFromRedirectError(error) : undefined;
}
