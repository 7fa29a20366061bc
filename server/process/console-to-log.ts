// Both threads of the serving process import this file first. It turns what Next, React and other libraries write
// through `console`, and what Node itself writes (warnings, uncaught errors), into log lines. Output for people goes
// through `process.stdout.write`.
import { isLogged, log } from "#lib/log/log.ts";
import { redactText } from "#lib/log/redact.mjs";

type Level = "debug" | "info" | "warn" | "error";

const methods: Record<string, Level> = {
  debug: "debug",
  log: "info",
  info: "info",
  dir: "debug",
  table: "debug",
  warn: "warn",
  error: "error",
  trace: "error",
};

const containsWord = (text: string) => /\p{L}{2}/u.test(text);
const isFormatString = (part: unknown): part is string => typeof part === "string" && /%[sdifjoOc]/.test(part);

/** Logs an error with everything that the log keeps, a format string without its values, or the first text. */
function logConsole(level: Level, parts: unknown[]): void {
  const err = parts.find((part) => part instanceof Error);
  if (err && isLogged(err)) return;
  const text = isFormatString(parts[0])
    ? parts[0]
    : parts.find((part) => typeof part === "string" && containsWord(part));
  log[level]({ from: "console", ...(err && { err }) }, redactText(String(text ?? "")) || "A library wrote this.");
}

for (const [name, level] of Object.entries(methods)) {
  Object.assign(console, { [name]: (...parts: unknown[]) => logConsole(level, parts) });
}
console.assert = (holds?: unknown, ...parts: unknown[]) => {
  if (!holds) logConsole("error", parts);
};

process.stderr.write = (chunk: string | Uint8Array, encodingOrDone?: unknown, done?: unknown): boolean => {
  const message = redactText(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
  if (message) log.warn({ from: "stderr" }, message);
  const after = typeof encodingOrDone === "function" ? encodingOrDone : done;
  if (typeof after === "function") process.nextTick(after);
  return true;
};

// Node's own listener writes directly to the descriptor.
process.removeAllListeners("warning");
process.on("warning", (warning) => log.warn({ err: warning }, "Warning from Node."));

process.on("unhandledRejection", (reason) => {
  if (!isLogged(reason)) log.error({ err: reason }, "Unhandled promise rejection.");
});

process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "Uncaught error.");
  // Once ready, each thread has a second listener (Next's, or that of start.ts) and continues. Before, it ends.
  if (process.listenerCount("uncaughtException") === 1) process.exit(1);
});
