import { countJsonValues } from "#lib/json-values.ts";

/**
 * Checks what the arguments of a server action contain. React's own reader (next 16.4.6, react-server-dom, `parseModelString`) waits for parts that
 * never arrive, starts streams, and binds functions to arguments; no call of this site needs any of these.
 */

/** Maximum number of values in one call, with objects and lists, counted through every reference. */
const maxValues = 100_000;
/** Maximum number of arguments of one call: a form's last state, the form, and a few bound by its page. React throws beyond 1,000. */
const maxArguments = 20;
/** Maximum depth of parts, lists and objects. */
const maxDepth = 100;

/** Thrown for a call that no page of this site makes; the message says why. */
export class InvalidReplyError extends Error {}

/** The parts of a call by their names without the prefix: a text, or `undefined` for a file. */
export type FlightReplyParts = ReadonlyMap<string, string | undefined>;

/**
 * How React writes values that JSON cannot express, by the character after `$`. `flight-reply.test.ts` compares this with the installed React.
 * - `value`: complete in itself
 * - `part`: the number of a part with a text; `list`: the number of a part whose text is a list
 * - `file`: the number of a part with bytes
 * - `entries`: the entries of a form, which may have none
 * - `refused`: never sent by this site
 */
export const referenceKinds: Readonly<Record<string, "value" | "part" | "list" | "file" | "entries" | "refused">> = {
  $: "value",
  u: "value",
  D: "value",
  n: "value",
  I: "value",
  "-": "value",
  N: "value",
  // Values that only the browser can read, such as the elements in a form's last state.
  T: "value",
  "@": "part",
  Q: "list",
  W: "list",
  K: "entries",
  B: "file",
  ...Object.fromEntries([..."AOoUSsLlGgMmV"].map((tag) => [tag, "file"] as const)),
  // Functions with bound arguments, iterators, streams.
  ...Object.fromEntries([..."hHiRrXx"].map((tag) => [tag, "refused"] as const)),
};

/** Kinds that lead to no other values. */
const complete = new Set(["value", "entries", "file"]);

/** Values that React writes inline. */
const wholeValues = /^\$(?:\$.*|undefined|D.{1,40}|n-?\d{1,300}|Infinity|-Infinity|-0|NaN|T)$/s;
const partNumber = /^(?:0|[1-9a-f][\da-f]{0,5})$/;

/** Checks the arguments of a call: a list. Throws `InvalidReplyError`. Reads each part once; takes time in proportion to their length. */
export function checkArguments(parts: FlightReplyParts): void {
  const root = new Reply(parts).read("0");
  checkList(root);
}

function checkList(args: unknown): void {
  if (!Array.isArray(args)) throw new InvalidReplyError("The arguments are not a list.");
  if (args.length > maxArguments) throw new InvalidReplyError("It has too many arguments.");
}

/** Returns the action that a form without scripts names in its part 0, after checking its bound arguments. Throws `InvalidReplyError`. */
export function checkActionArguments(parts: FlightReplyParts): string {
  const reply = new Reply(parts);
  const root = reply.read("0");
  const id = typeof root === "object" && root !== null && "id" in root ? root.id : undefined;
  const bound = typeof root === "object" && root !== null && "bound" in root ? root.bound : undefined;
  if (typeof id !== "string" || (bound !== null && !/^\$@[1-9a-f]/.test(String(bound))))
    throw new InvalidReplyError("The form names no action.");
  if (bound !== null) checkList(reply.read(String(Number.parseInt(String(bound).slice(2), 16))));
  return id;
}

class Reply {
  readonly #parts: FlightReplyParts;
  /** Each part that was read: its value, and the number of values it contains. `size` is undefined while the part is being read. */
  readonly #read = new Map<string, { value: unknown; size: number | undefined }>();
  /** Parts that were read as a map or a set, which is possible only once. */
  readonly #taken = new Set<string>();
  /** Current nesting depth of parts, lists and objects. */
  #depth = 0;
  #weighed = 0;
  /** Total length of the texts of all parts. */
  #written = 0;

  constructor(parts: FlightReplyParts) {
    this.#parts = parts;
  }

  read(name: string): unknown {
    this.#measure(name);
    return this.#read.get(name)?.value;
  }

  /** Counts the values of a part. */
  #measure(name: string): number {
    const known = this.#read.get(name);
    if (known) {
      if (known.size === undefined) throw new InvalidReplyError("A part is made of itself.");
      return known.size;
    }
    const text = this.#parts.get(name);
    if (text === undefined) throw new InvalidReplyError(`The part ${name} is missing.`);
    this.#deeper();
    this.#written = bounded(this.#written + countJsonValues(text));
    const entry: { value: unknown; size: number | undefined } = { value: parse(text), size: undefined };
    this.#read.set(name, entry);
    entry.size = this.#count(entry.value, name, []);
    this.#depth -= 1;
    return entry.size;
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new InvalidReplyError("The value is nested too deeply.");
  }

  /** Counts the values in `value`. `above`: the lists and objects around it, within its part. */
  #count(value: unknown, part: string, above: readonly object[]): number {
    if (typeof value === "string") return value.startsWith("$") ? this.#follow(value, part, above) : 1;
    if (typeof value !== "object" || value === null) return 1;
    this.#deeper();
    let size = 1;
    const inside = [...above, value];
    for (const one of Object.values(value)) size = bounded(size + this.#count(one, part, inside));
    this.#depth -= 1;
    return size;
  }

  #follow(reference: string, part: string, above: readonly object[]): number {
    const tag = reference[1] ?? "";
    const kind = referenceKinds[tag];
    if (kind === "value") {
      if (!wholeValues.test(reference)) throw new InvalidReplyError("A value is malformed.");
      return 1;
    }
    if (kind === "refused") throw new InvalidReplyError(`A reference of the kind ${tag} is in no call of this site.`);
    if (kind === undefined) return this.#path(reference.slice(1), part, above);
    const number = reference.slice(2);
    if (!partNumber.test(number)) throw new InvalidReplyError("A reference is malformed.");
    const name = String(Number.parseInt(number, 16));
    if (kind === "entries") return 1;
    if (kind === "file") {
      if (!this.#parts.has(name) || this.#parts.get(name) !== undefined)
        throw new InvalidReplyError(`The file ${name} is missing.`);
      return 1;
    }
    const size = this.#measure(name);
    if (kind === "list") {
      if (!Array.isArray(this.#read.get(name)?.value) || this.#taken.has(name))
        throw new InvalidReplyError("The value is not a list.");
      this.#taken.add(name);
    }
    return size;
  }

  /** Counts the values behind a reference: `N`, a part, or `N:name:…`, a value inside a part. React writes a value that occurs twice only once. */
  #path(path: string, part: string, above: readonly object[]): number {
    const [number = "", ...names] = path.split(":");
    if (!partNumber.test(number)) throw new InvalidReplyError("A reference is malformed.");
    const name = String(Number.parseInt(number, 16));
    // Only within its own part: two parts that refer to each other would never be complete.
    if (name !== part) this.#measure(name);
    else if (names.length === 0) throw new InvalidReplyError("A part is made of itself.");
    let value = this.#read.get(name)?.value;
    for (const key of names) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key))
        throw new InvalidReplyError("A reference leads nowhere.");
      value = (value as Record<string, unknown>)[key];
    }
    if (typeof value === "string" && value.startsWith("$"))
      throw new InvalidReplyError("A reference leads to another.");
    if (typeof value !== "object" || value === null) return 1;
    if (above.includes(value)) throw new InvalidReplyError("A value contains itself.");
    // Counted without following references: a cycle was already found when the value was read.
    return name === part ? this.#weigh(value, 0) : bounded(this.#measure(name));
  }

  /** Counts the values in something whose references are checked elsewhere. */
  #weigh(value: unknown, depth: number): number {
    if (typeof value === "string" && value.startsWith("$") && !complete.has(referenceKinds[value[1] ?? ""] ?? "path"))
      throw new InvalidReplyError("A reference leads to another.");
    if (typeof value !== "object" || value === null) return 1;
    if (depth === maxDepth) throw new InvalidReplyError("The value is nested too deeply.");
    let size = 1;
    for (const one of Object.values(value)) size = bounded(size + this.#weigh(one, depth + 1));
    this.#weighed = bounded(this.#weighed + size);
    return size;
  }
}

function bounded(size: number): number {
  if (size > maxValues) throw new InvalidReplyError("There are too many values.");
  return size;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidReplyError("A part is no JSON.");
  }
}
