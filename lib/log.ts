import { pino } from "pino";

/** A wrong LOG_LEVEL is reported by the check of the environment, which needs this module to have loaded. */
const given = process.env.LOG_LEVEL ?? "";
const level = given === "silent" || given in pino.levels.values ? given : "info";

/** What an error says, and where. Not all that hangs on it: a database client carries its connection's keys. */
function tellError(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return typeof error === "object" && error !== null && "message" in error ? { message: error.message } : error;
  }
  const code = "code" in error ? error.code : undefined;
  const cause = error.cause === undefined ? undefined : tellError(error.cause);
  return { type: error.name, code, message: error.message, stack: error.stack, cause };
}

/** The process's log: JSON lines on standard error, so that standard output stays for people. Level by LOG_LEVEL. */
export const log = pino(
  { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: tellError } },
  pino.destination(2),
);
