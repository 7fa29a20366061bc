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
 * Longer texts, in characters, have plans of about 600 KB: those of searches. Their filters make hundreds of texts, and
 * strangers choose them, so few are prepared.
 */
const longText = 2_400;
const maxLongPrepared = 30;

/** Decides which statements are prepared: those whose text is run again and again. */
export class RepeatedStatements {
  readonly #prepared = new Set<string>();
  #longPrepared = 0;
  readonly #uses = new LRUCache<string, number>({ max: 500 });

  /** Counts one use of a statement. Returns whether it is to be prepared. */
  countUse(text: string): boolean {
    if (this.#prepared.has(text)) return true;
    const isLong = text.length > longText;
    if (this.#prepared.size >= maxPrepared || (isLong && this.#longPrepared >= maxLongPrepared)) return false;
    const uses = (this.#uses.get(text) ?? 0) + 1;
    if (uses >= minUses) {
      this.#prepared.add(text);
      if (isLong) this.#longPrepared += 1;
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
