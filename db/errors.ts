/** Whether a unique index refused a row (PostgreSQL 23505), looking into the query builder's own error too. */
export const isUniqueViolation = (error: unknown): boolean => hasCode(error, "23505");

/** Whether PostgreSQL ended a transaction because it and another one waited for each other (40P01). */
export const isDeadlock = (error: unknown): boolean => hasCode(error, "40P01");

/** Whether PostgreSQL ended a statement at its timeout (57014). */
export const isStatementTimeout = (error: unknown): boolean => hasCode(error, "57014");

/**
 * Whether the same work may succeed later: PostgreSQL ended it for the sake of others (class 40, a deadlock for example),
 * because a lock was not free (55P03), or because of a time limit, a lack of resources or a stop (classes 53 and 57).
 */
export const isTransient = (error: unknown): boolean => /^(?:40|53|57|55P03$)/.test(codeOf(error));

/** Whether the server refuses a function to this role (42501), or does not have it (0A000, 42883). */
export const isFunctionRefused = (error: unknown): boolean =>
  ["42501", "0A000", "42883"].some((code) => hasCode(error, code));

const hasCode = (error: unknown, code: string): boolean => codeOf(error) === code;

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
