/**
 * Writes the response to a call of a server action as Next 16.4.6 and its React do for a plain value without a rendered
 * page. `flight-response.test.ts` compares the two byte for byte.
 */

/** From this length on, React writes a text in a row of its own. */
const minLongText = 1024;

export const flightContentType = "text/x-component";

type PlainValue = string | number | boolean | null | undefined | readonly PlainValue[] | { [name: string]: PlainValue };

/**
 * Encodes an action's result: texts, finite numbers, booleans, null, undefined, lists and plain objects, none of which
 * may occur twice. Throws an Error for any other value.
 */
export function encodeActionResult(result: object, buildId: string): string {
  const longTexts: string[] = [];
  const model = JSON.stringify(toModel(result as PlainValue, longTexts));
  const head = JSON.stringify({ a: "$@1", q: "", i: false, b: buildId });
  return `0:${head}\n${longTexts.join("")}1:${model}\n`;
}

function toModel(value: PlainValue, longTexts: string[]): unknown {
  if (value === undefined) return "$undefined";
  if (typeof value === "string") return toText(value, longTexts);
  if (value === null || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)))
    return value;
  if (Array.isArray(value)) return value.map((one) => toModel(one, longTexts));
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    throw new Error("An action's result must be plain data.");
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toModel(one, longTexts)]));
}

function toText(text: string, longTexts: string[]): string {
  if (text.length < minLongText) return text.startsWith("$") ? `$${text}` : text;
  const row = (longTexts.length + 2).toString(16);
  longTexts.push(`${row}:T${Buffer.byteLength(text).toString(16)},${text}`);
  return `$${row}`;
}
