import { countJsonValues } from "#lib/json-values.ts";
import { matchesPattern, normaliseRobotsPath } from "./path-pattern.ts";

const maxTdmrepLength = 512_000;
/** Every rule has at least five values. */
const maxTdmrepValues = 100_000;
const maxRules = 5_000;

/** What another site says of its rights: reserved, expressly not reserved, or nothing. */
export type TdmReservation = boolean | undefined;

/**
 * Reads a value of `tdm-reservation`. Other values than 0 and 1 count as absent; the two are also taken as texts, which
 * is how headers and `<meta>` elements have them, and how some sites write the file.
 */
export function readTdmValue(value: unknown): TdmReservation {
  const text = typeof value === "string" ? value.trim() : value;
  if (text === 1 || text === "1") return true;
  return text === 0 || text === "0" ? false : undefined;
}

function readRule(entry: unknown): { location: string; value: unknown } | undefined {
  if (typeof entry !== "object" || entry === null || !("location" in entry)) return undefined;
  if (typeof entry.location !== "string") return undefined;
  return { location: entry.location, value: "tdm-reservation" in entry ? entry["tdm-reservation"] : undefined };
}

/**
 * Reads what a tdmrep.json says about a path (W3C TDM Reservation Protocol): the first rule that matches decides. Any
 * text is accepted; one that is no such file says nothing.
 */
export function readTdmrep(text: string, path: string): TdmReservation {
  if (text.length > maxTdmrepLength || countJsonValues(text) > maxTdmrepValues) return undefined;
  let rules: unknown;
  try {
    rules = JSON.parse(text);
  } catch {
    return undefined;
  }
  // One rule without the brackets is a common mistake.
  const list = Array.isArray(rules) ? rules : [rules];
  const normal = normaliseRobotsPath(path);
  for (const entry of list.slice(0, maxRules)) {
    const rule = readRule(entry);
    if (rule && matchesPattern(normaliseRobotsPath(rule.location), normal)) return readTdmValue(rule.value);
  }
  return undefined;
}
