// Plain JavaScript without dependencies: the launcher uses it on Node 20 before anything is installed.
import { stripVTControlCharacters } from "node:util";

/** Longest foreign text that a log line contains (characters). */
const maxLength = 300;

/**
 * Looks like a key, a hash or a session: long, and not a word. A UUID (a job's id) and a slug pass.
 * @param {string} text
 */
const isToken = (text) =>
  /^(?=.*\d)[0-9a-f]{24,}$/i.test(text) ||
  (text.length >= 16 && /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text));

/**
 * Removes recognisable personal data and secrets: mail addresses, keys and hashes, what follows the name of a secret,
 * the query of a URL.
 * @param {string} text one line
 */
export function redactValues(text) {
  const bare = text
    .replace(/\$(?:argon2\w*|scrypt|2[aby])\$\S*/g, "…")
    .replace(/(?<=[a-z0-9+.-]:\/\/)[^\s/@]*@/gi, "")
    .replace(/\?[^\s?]\S*/g, "")
    .replace(/\S+/g, (word) => (word.includes("@") ? "…" : word));
  return cutAtSecret(bare).replace(/[\w+=-]{16,}/g, (word) => (isToken(word) ? "…" : word));
}

/** Replaces everything after the first secret's name that has a value (`token=…`).
 * @param {string} text */
function cutAtSecret(text) {
  for (const { 0: found, 1: name = "", index } of text.matchAll(/(?<![\w.-])([\w.-]+)["']?\s*[=:]\s*/g))
    if (/cookie|session|token|secret|password|passwd|authorization|bearer/i.test(name))
      return `${text.slice(0, index + found.length)}…`;
  return text;
}

/** Replaces everything from the first quote to the last: a value may contain quotes.
 * @param {string} line */
function withoutQuoted(line) {
  const from = line.search(/["'`«“]/);
  const to = Math.max(...['"', "'", "`", "»", "”"].map((quote) => line.lastIndexOf(quote)));
  return from >= 0 && to > from ? `${line.slice(0, from)}…${line.slice(to + 1)}` : line;
}

/**
 * Reduces a foreign text (an error's message, a line of a library) to what may be logged: its first line, without
 * quoted parts, where messages repeat values, and without what `redactValues` removes.
 * @param {string} text
 */
export function redactText(text) {
  const line =
    stripVTControlCharacters(text.slice(0, 10_000))
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? "";
  const query = line.replace(/(?:Failed query|params)\s*:.*/i, (found) => `${found.slice(0, found.indexOf(":"))}: …`);
  const bare = withoutQuoted(query).replace(/["`«“].*/, "…");
  return redactValues(bare)
    .replace(/\p{Cc}/gu, " ")
    .slice(0, maxLength)
    .trim();
}

/**
 * A URL as it may be logged: without query and fragment, and without parts of the path that are keys (of a preview
 * link).
 * @param {string} url
 */
export function redactUrl(url) {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  return path
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1")
    .replace(/\p{Cc}/gu, "")
    .split("/")
    .map((part) => (isToken(part) || part.includes("@") || part.includes("%40") ? "…" : part))
    .join("/")
    .slice(0, maxLength);
}
