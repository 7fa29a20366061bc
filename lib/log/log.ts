import { type Bindings, type LogFn, type Logger, pino } from "pino";
import { threadMetrics } from "../metrics/thread-metrics.ts";
import { redactUrl, redactValues } from "./redact.mjs";
import { RepeatFilter } from "./repeat-filter.ts";
import { type LoggedError, serialiseError } from "./serialise-error.ts";

/** The check of the environment, which needs this module to have loaded, reports a wrong LOG_LEVEL. */
const configuredLevel = process.env.LOG_LEVEL ?? "";
const level = configuredLevel === "silent" || configuredLevel in pino.levels.values ? configuredLevel : "info";
const warn = 40;

declare global {
  // One log for the whole process: the server's own modules and Next's bundle are two module graphs.
  var vigieLog: { log: Logger; logged: WeakSet<object>; write(line: string): void } | undefined;
  // Set by another thread before it loads this module: the main thread writes its lines, so that lines never mix.
  var vigieWriteLogLine: ((line: string) => void) | undefined;
}

/** Fields that contain an address of the site or a file name. */
const addresses = new Set(["url", "path", "file"]);

function cleanFields(fields: Bindings): Bindings {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, unknown] => {
      if (name === "err") return [name, serialiseError(value)];
      if (typeof value === "string")
        return [name, addresses.has(name) ? redactUrl(value) : redactValues(value).slice(0, 300)];
      return [name, typeof value === "object" && value !== null ? "…" : value];
    }),
  );
}

/** A database that goes away causes several different errors, one after the other. */
const isUnavailable = (code: unknown) => /^(?:57P0|08|ECONN|EPIPE|ETIMEDOUT|CONNECT)/.test(String(code));

function rootCause(fields: Bindings): LoggedError | undefined {
  let root: LoggedError | undefined = fields.err;
  while (root?.cause ?? root?.errors?.[0]) root = root?.cause ?? root?.errors?.[0];
  return root;
}

/** Counts a warning or an error. What libraries write is not constant, so it is one message. */
function countLogged(number: number, message: string, fields: Bindings): void {
  const level = number > warn ? "error" : "warn";
  const isOurs = fields.from === undefined;
  threadMetrics.countLogged(level, isOurs ? message : "A library wrote this.", String(rootCause(fields)?.code ?? ""));
}

/**
 * Returns the kind of a line: its message and the root cause of its error. The first stack frame distinguishes two
 * faults in one function.
 */
function kindOf(message: string, fields: Bindings): string {
  const { type, code, stack, message: why } = rootCause(fields) ?? {};
  if (isUnavailable(code)) return `${message}\naway`;
  return [message, type, code ?? stack?.[0] ?? why].join("\n");
}

/** Opens the output of the log: standard error, or in another thread the main thread's log. */
function openOutput(): { write(line: string): unknown; flushSync(): void } {
  const write = globalThis.vigieWriteLogLine;
  if (write) return { write, flushSync() {} };
  const destination = pino.destination(2);
  // A closed reader of our output is no reason to stop.
  destination.on("error", () => {});
  return destination;
}

function makeLog() {
  const repeats = new RepeatFilter();
  const logged = new WeakSet<object>();
  const output = openOutput();
  function logMethod(this: Logger, args: unknown[], method: LogFn, number: number): void {
    const [first, second] = args;
    const message = redactValues(String((typeof first === "string" ? first : second) ?? ""));
    if (first instanceof Object && "err" in first && first.err instanceof Object) logged.add(first.err);
    const fields = first instanceof Object ? cleanFields(first instanceof Error ? { err: first } : first) : {};
    const tell = (repeated: number) => {
      const { stack: _, ...err } = fields.err ?? {};
      method.call(this, { ...fields, ...(fields.err && { err }), repeated }, message);
    };
    if (number >= warn) countLogged(number, message, fields);
    if (number < warn || repeats.isNew(kindOf(message, fields), tell)) method.call(this, fields, message);
  }
  process.once("exit", () => {
    repeats.flush();
    output.flushSync();
  });
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { logMethod },
      serializers: { err: (err) => err },
    },
    output,
  );
  return { log, logged, write: (line: string) => void output.write(line) };
}

globalThis.vigieLog ??= makeLog();

/**
 * The process's log: one JSON object per line on standard error, so that standard output is left to people. LOG_LEVEL
 * sets the level. Errors go into the field `err`; readers' text, addresses and keys are removed from it and from other
 * fields (`serialise-error.ts`). A warning or an error that recurs within a minute is counted (`repeated`), not
 * repeated.
 */
export const log = globalThis.vigieLog.log;

/** Writes a line of another thread's log. */
export const writeLogLine = globalThis.vigieLog.write;

/** Whether this error has been logged already, so that other handlers need not log it again. */
export function isLogged(error: unknown): boolean {
  return error instanceof Object && globalThis.vigieLog?.logged.has(error) === true;
}
