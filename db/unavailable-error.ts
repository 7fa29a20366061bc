/**
 * The database cannot respond now: it is down, frozen, or out of connections or space. The same request may succeed in
 * a moment.
 */
export class DatabaseUnavailableError extends Error {
  readonly code = "DATABASE_UNAVAILABLE";

  constructor(message = "The database does not answer.") {
    super(message);
    this.name = "DatabaseUnavailableError";
  }
}

/** Codes of postgres.js and Node's sockets for a broken connection, and for one that was never established. */
const lostCodes = /^(?:CONNECTION_(?:CLOSED|ENDED|DESTROYED)|ECONN(?:RESET|ABORTED)|EPIPE|ETIMEDOUT)$/;
const refusedCodes =
  /^(?:DATABASE_UNAVAILABLE|CONNECT_TIMEOUT|ECONNREFUSED|E(?:HOST|NET)(?:UNREACH|DOWN)|ENOTFOUND|EAI_AGAIN)$/;
/**
 * What PostgreSQL reports before it ends a session: shut down, crashed, idle for too long, a transaction that was idle
 * or took too long.
 */
const endedStates = /^(?:57P0[125]|25P0[34])$/;
/**
 * 08: connection; 53: no space, memory or connections left; 57P: shut down or starting; 57014: a statement's timeout;
 * 55P03: a lock's timeout; 25006: a server that became a standby.
 */
const unavailableStates = /^(?:08\w{3}|53\w{3}|57P0\d|25P0[34]|57014|55P03|25006)$/;

/** Deep enough for drizzle's error around postgres.js's around the socket's. */
const maxCauses = 5;

interface ErrorCause {
  code: string;
  isPostgres: boolean;
  error: Error;
}

/** An error and its causes, outermost first. */
function listCauses(error: unknown): ErrorCause[] {
  const faults: ErrorCause[] = [];
  for (let one = error; one instanceof Error && faults.length < maxCauses; one = one.cause) {
    const code = "code" in one && typeof one.code === "string" ? one.code : "";
    faults.push({ code, isPostgres: one.name === "PostgresError", error: one });
  }
  return faults;
}

/**
 * Whether an error, or one of its causes, means that the database could not respond, rather than that the statement was
 * wrong.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  return listCauses(error).some(({ code, isPostgres, error: one }) => {
    if (isPostgres) return unavailableStates.test(code);
    // A missing socket file; elsewhere ENOENT is about a file.
    if (code === "ENOENT") return "syscall" in one && one.syscall === "connect";
    if (lostCodes.test(code) || refusedCodes.test(code)) return true;
    return one instanceof AggregateError && one.errors.some((part) => isDatabaseUnavailable(part));
  });
}

/** Whether an error means that its connection is lost. */
export function isConnectionLost(error: unknown): boolean {
  return listCauses(error).some(({ code, isPostgres }) => (isPostgres ? endedStates : lostCodes).test(code));
}
