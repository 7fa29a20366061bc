import { LRUCache } from "lru-cache";
import type postgres from "postgres";

/** The use of a text from which its statement is prepared: a statement that is run once is not worth keeping. */
const minUses = 5;
/**
 * Prepared statements of a connection: PostgreSQL keeps each until the connection ends, with a plan of up to about
 * 100 KB.
 */
const maxPrepared = 200;
/**
 * Longer texts, in characters, that begin alike are variants of one statement. Searches have hundreds, by their filters,
 * with plans of up to 600 KB, and strangers choose them: so few variants are prepared.
 */
const longText = 500;
const maxLongPrepared = 30;
const beginningLength = 24;

/** Decides which statements are prepared: those whose text is run again and again. */
export class RepeatedStatements {
  readonly #prepared = new Set<string>();
  /** By their beginnings. */
  readonly #longPrepared = new Map<string, number>();
  readonly #uses = new LRUCache<string, number>({ max: 500 });

  /** Counts one use of a statement. Returns whether it is to be prepared. */
  countUse(text: string): boolean {
    if (this.#prepared.has(text)) return true;
    const beginning = text.length > longText ? text.trimStart().slice(0, beginningLength) : undefined;
    const alike = beginning === undefined ? 0 : (this.#longPrepared.get(beginning) ?? 0);
    if (this.#prepared.size >= maxPrepared || alike >= maxLongPrepared) return false;
    const uses = (this.#uses.get(text) ?? 0) + 1;
    if (uses >= minUses) {
      this.#prepared.add(text);
      if (beginning !== undefined) this.#longPrepared.set(beginning, alike + 1);
      this.#uses.delete(text);
      return true;
    }
    this.#uses.set(text, uses);
    return false;
  }
}

type StatementArguments = Parameters<postgres.Sql["unsafe"]>;

/** Adds the option `prepare` to the arguments of `unsafe` if the statement has parameters and `repeated` chooses it. */
export function withPrepareOption(
  args: StatementArguments,
  repeated: RepeatedStatements | undefined,
): StatementArguments {
  const [text, parameters, options] = args;
  if (!repeated || !parameters?.length || !repeated.countUse(text)) return args;
  return [text, parameters, { ...options, prepare: true }];
}
