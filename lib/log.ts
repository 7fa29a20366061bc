import { pino } from "pino";

/** The process's log: JSON lines on standard error, so that standard output stays for people. Level by LOG_LEVEL. */
export const log = pino(
  { level: process.env.LOG_LEVEL || "info", base: null, timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination(2),
);
