/** The database cannot answer now: it is away, frozen, or out of connections or room. The same request may succeed in a moment. */
export class DatabaseUnavailableError extends Error {
  readonly code = "DATABASE_UNAVAILABLE";

  constructor(message = "The database does not answer.") {
    super(message);
    this.name = "DatabaseUnavailableError";
  }
}

/** Codes of postgres.js and Node's sockets for a connection that broke, and for one that was never made. */
const lostCodes = /^(?:CONNECTION_(?:CLOSED|ENDED|DESTROYED)|ECONN(?:RESET|ABORTED)|EPIPE|ETIMEDOUT)$/;
const refusedCodes =
  /^(?:DATABASE_UNAVAILABLE|CONNECT_TIMEOUT|ECONNREFUSED|E(?:HOST|NET)(?:UNREACH|DOWN)|ENOTFOUND|EAI_AGAIN)$/;
/** What PostgreSQL says before it ends a session: shut down, crashed, idle for too long, a transaction that was left or took too long. */
const endedStates = /^(?:57P0[125]|25P0[34])$/;
/**
 * 08: connection; 53: no room, memory or connections left; 57P: shut down or starting; 57014: a statement's timeout; 55P03: a lock's timeout;
 * 25006: a server that became a standby.
 */
const unavailableStates = /^(?:08\w{3}|53\w{3}|57P0\d|25P0[34]|57014|55P03|25006)$/;

/** Deep enough for drizzle's error around postgres.js's around the socket's. */
const maxCauses = 5;

interface ErrorCause {
  code: string;
  isPostgres: boolean;
  error: Error;
}

/** An error and what caused it, outermost first. */
function listCauses(error: unknown): ErrorCause[] {
  const faults: ErrorCause[] = [];
  for (let one = error; one instanceof Error && faults.length < maxCauses; one = one.cause) {
    const code = "code" in one && typeof one.code === "string" ? one.code : "";
    faults.push({ code, isPostgres: one.name === "PostgresError", error: one });
  }
  return faults;
}

/** Whether an error, or what caused it, says that the database could not answer, rather than that the program asked something wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return listCauses(error).some(({ code, isPostgres, error: one }) => {
    if (isPostgres) return unavailableStates.test(code);
    // A socket file that is not there; elsewhere ENOENT is a file's.
    if (code === "ENOENT") return "syscall" in one && one.syscall === "connect";
    if (lostCodes.test(code) || refusedCodes.test(code)) return true;
    return one instanceof AggregateError && one.errors.some((part) => isDatabaseUnavailable(part));
  });
}

/** Whether an error says that the connection on which it happened is gone. */
export function isConnectionLost(error: unknown): boolean {
  return listCauses(error).some(({ code, isPostgres }) => (isPostgres ? endedStates : lostCodes).test(code));
}
