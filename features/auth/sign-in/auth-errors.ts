import { log } from "#lib/log/log.ts";

/**
 * Logs what next-auth reports. Strangers can cause these errors at will, so only the kind is logged, never a value. A build shortens the names of
 * classes; `type` stays.
 */
export function logAuthError(error: Error): void {
  const type = "type" in error ? String(error.type) : error.name;
  // Any cookie under the session's name that this site did not issue, or not with this secret.
  const isCookie = type === "JWTSessionError";
  log.warn({ type }, isCookie ? "A session cookie could not be read." : "A sign-in through a provider failed.");
}
