import { log } from "#lib/log/log.ts";

/**
 * Logs the errors of next-auth. Strangers can cause them at will, so only the kind is logged, never a value. A build shortens the names of
 * classes; `type` stays.
 */
export function logAuthError(error: Error): void {
  const type = "type" in error ? String(error.type) : error.name;
  // A cookie with the session's name that this site did not issue, or not with this secret.
  const isCookie = type === "JWTSessionError";
  log.warn({ type }, isCookie ? "A session cookie could not be read." : "A sign-in through a provider failed.");
}
