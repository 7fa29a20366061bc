// Plain JavaScript without dependencies: the launcher uses it on Node 20 before anything is installed.
import { createInterface } from "node:readline";
import { redactText } from "../../lib/log/redact.mjs";

/** @param {string} text */
export function jsonLine(text, level = 50) {
  return `${JSON.stringify({ level, time: new Date().toISOString(), msg: text })}\n`;
}

/**
 * Passes on what a program writes to standard error as JSON lines only; any other line is wrapped in one. This covers
 * output that a program cannot capture itself: V8's message when memory runs out, or that of a C library.
 * @param {NodeJS.ReadableStream} from
 * @param {{ write(text: string): unknown }} to
 * @returns {Promise<void>} resolves when the program has closed its output
 */
export function passJsonLines(from, to) {
  const lines = createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", (line) => {
    if (isObject(line)) to.write(`${line}\n`);
    else if (line.trim() !== "") to.write(jsonLine(redactText(line)));
  });
  return new Promise((resolve) => lines.once("close", () => resolve()));
}

/** @param {string} line */
function isObject(line) {
  if (!line.startsWith("{") || !line.endsWith("}")) return false;
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
