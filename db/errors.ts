/** Whether a unique index refused a row (PostgreSQL 23505), looking into the query builder's own error too. */
export function isUniqueViolation(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause && cause.code === "23505";
}
