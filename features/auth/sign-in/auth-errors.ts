import { log } from "#lib/log/log.ts";

/**
 * Logs the errors of next-auth. Strangers can cause them at will, so only the kind is logged, never a value. A build shortens the names of
 * classes; `type` stays.
 */
export function logAuthError(error: Error): void {
  const type = "type" in error ? String(error.type) : error.name;
  log.warn({ type }, "A sign-in through a provider failed.");
}
