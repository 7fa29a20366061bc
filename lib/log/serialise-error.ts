import { redactText, redactUrl, redactValues } from "./redact.mjs";

export interface LoggedError {
  type: string;
  code?: string | number;
  message?: string;
  /** Names in an error of PostgreSQL: what it is about, never a value. */
  constraint?: string;
  table?: string;
  column?: string;
  digest?: string;
  stack?: string[];
  cause?: LoggedError;
  errors?: LoggedError[];
}

const maxCauses = 4;
const maxFrames = 12;
const maxErrors = 3;

/**
 * Classes of SQLSTATE whose messages name tables, roles and connections and never repeat a value. Messages of other
 * classes do: `invalid input syntax for type uuid: "…"`.
 */
const plainClasses = /^(?:08|25|28|2F|3D|3F|40|53|55|57|58)/;
const isSqlState = (code: unknown): code is string => typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
/** `42P01 relation "x" does not exist` and similar; a syntax error (42601) quotes the statement. */
const namesOnly = /^42(?:P0[1-7]|703|704|501|883)$/;

/**
 * Converts an error for the log: type, code, where it was thrown, and the part of its message that cannot repeat a
 * value (the text of a comment, an address, a hash). Other properties (a statement, its parameters, a response) are
 * left out.
 */
export function serialiseError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return serialiseThrown(error);
  const fields = error as Error & Record<string, unknown>;
  const cause = error.cause === undefined || depth >= maxCauses ? undefined : serialiseError(error.cause, depth + 1);
  const errors =
    error instanceof AggregateError && depth < maxCauses
      ? error.errors.slice(0, maxErrors).map((one) => serialiseError(one, depth + 1))
      : undefined;
  return withoutUndefined({
    type: typeOf(error),
    code: codeOf(fields.code),
    message: messageOf(fields),
    constraint: nameOf(fields.constraint_name ?? fields.constraint),
    table: nameOf(fields.table_name ?? fields.table),
    column: nameOf(fields.column_name ?? fields.column),
    digest: typeof fields.digest === "string" && /^\d{1,20}$/.test(fields.digest) ? fields.digest : undefined,
    stack: framesOf(error),
    cause,
    errors,
  });
}

function serialiseThrown(thrown: unknown): LoggedError {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown && typeof thrown.message === "string") {
    const code = codeOf("code" in thrown ? thrown.code : undefined);
    // pg-boss appends the queue and the worker in parentheses.
    return withoutUndefined({ type: "object", code, message: beforeDetail(thrown.message.replace(/ \(.*/s, "")) });
  }
  return { type: thrown === null ? "null" : typeof thrown };
}

function typeOf(error: Error): string {
  const named = error.name === "Error" ? error.constructor.name : error.name;
  return /^\w{2,60}$/.test(named) ? named : "Error";
}

const codeOf = (code: unknown) =>
  typeof code === "number" || (typeof code === "string" && /^[\w.-]{1,60}$/.test(code)) ? code : undefined;

const nameOf = (name: unknown) => (typeof name === "string" && /^[a-z_][\w.]{0,62}$/i.test(name) ? name : undefined);

function messageOf(error: Error & Record<string, unknown>): string | undefined {
  const { name, message, code } = error;
  // Our own messages for operators are meant to be shown.
  if (name === "OperatorError")
    return redactValues(message.replace(/\s+/g, (gap) => (gap.includes("\n") ? " | " : gap))).slice(-1_000);
  // The message is the statement with its parameters; the cause says what went wrong.
  if ("query" in error && "params" in error) return undefined;
  if (isSqlState(code) && ("severity" in error || "routine" in error)) return sqlMessage(code, message);
  if (name === "ZodError") return undefined;
  if (typeof error.responseCode === "number" || "rejected" in error) return smtpMessage(error);
  if (typeof error.syscall === "string" && typeof code === "string") return systemMessage(error, code);
  if (error instanceof SyntaxError || error instanceof RangeError || error instanceof URIError)
    return beforeValue(message);
  if (error instanceof TypeError) {
    if (/^Cannot (?:read|set) properties of \w+ \((?:reading|setting) '[\w$#]{1,40}'\)$/.test(message))
      return redactValues(message);
    return beforeDetail(message.replace(/\.? Received .*/s, ""));
  }
  return beforeDetail(message) || undefined;
}

/** The part of a foreign message before a colon: values come after it. */
const beforeDetail = (message: string) => redactText(message.split(/: /, 1)[0] ?? "");

function sqlMessage(code: string, message: string): string | undefined {
  if (plainClasses.test(code) || namesOnly.test(code))
    return redactValues(message.split("\n", 1)[0] ?? "").slice(0, 300);
  // Messages raised by our own functions in the database.
  if (code.startsWith("P0")) return undefined;
  return beforeValue(message);
}

/** The part of a message before the program repeats its input. */
function beforeValue(message: string): string {
  const bare = message.replace(/^Cannot convert .* to a BigInt$/s, "Cannot convert to a BigInt");
  return redactText(bare.split(/[:"'`«/]/, 1)[0] ?? "");
}

/** A mail server repeats addresses and, when it takes a mail for spam, its text: only the numbers are kept. */
function smtpMessage(error: Record<string, unknown>): string {
  const statusCode = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})?/.exec(String(error.response ?? ""));
  const command = /^[A-Z ]{2,20}$/.test(String(error.command)) ? ` to ${error.command}` : "";
  return `The mail server answered ${error.responseCode ?? "no"}${statusCode?.[1] ? ` ${statusCode[1]}` : ""}${command}`;
}

function systemMessage(error: Record<string, unknown>, code: string): string {
  const where = [error.path, error.hostname ?? error.address, error.port]
    .filter((part) => typeof part === "string" || typeof part === "number")
    .map((part) => redactUrl(String(part)));
  return [error.syscall, code, where.join(":")].filter((part) => part !== "").join(" ");
}

const frame =
  /^ {4}at (?:async )?(?:new )?[\w$.<>#[\] ]{0,100}\(?(?:file:\/\/|node:|webpack|\/|[A-Z]:\\)[^\s()?@]{0,300}:\d+:\d+\)?$/;

/** The stack frames. The message comes before them, and may look like one. */
function framesOf(error: Error): string[] | undefined {
  const stack = typeof error.stack === "string" ? error.stack.slice(0, 1_000_000) : "";
  const head = error.message === "" ? -1 : stack.indexOf(error.message);
  if (error.message !== "" && head < 0) return undefined;
  const frames = stack
    .slice(head < 0 ? 0 : head + error.message.length)
    .split("\n")
    .filter((line) => frame.test(line))
    .slice(0, maxFrames)
    .map((line) => line.replace(/^ {4}at /, ""));
  return frames.length > 0 ? frames : undefined;
}

function withoutUndefined(error: LoggedError): LoggedError {
  for (const name of Object.keys(error) as (keyof LoggedError)[]) if (error[name] === undefined) delete error[name];
  return error;
}
