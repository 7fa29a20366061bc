/** Whether a unique index refused a row (PostgreSQL 23505), looking into the query builder's own error too. */
export const isUniqueViolation = (error: unknown): boolean => hasCode(error, "23505");

/** Whether PostgreSQL ended a transaction because it and another one waited for each other (40P01). */
export const isDeadlock = (error: unknown): boolean => hasCode(error, "40P01");

/** Whether PostgreSQL ended a statement at its timeout (57014). */
export const isStatementTimeout = (error: unknown): boolean => hasCode(error, "57014");

/** Whether the server refuses a function to this role (42501), or does not have it (0A000, 42883). */
export const isFunctionRefused = (error: unknown): boolean =>
  ["42501", "0A000", "42883"].some((code) => hasCode(error, code));

function hasCode(error: unknown, code: string): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause && cause.code === code;
}
