import { pino } from "pino";

/** A wrong LOG_LEVEL is reported by the check of the environment, which needs this module to have loaded. */
const given = process.env.LOG_LEVEL ?? "";
const level = given === "silent" || given in pino.levels.values ? given : "info";

/** The process's log: JSON lines on standard error, so that standard output stays for people. Level by LOG_LEVEL. */
export const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
