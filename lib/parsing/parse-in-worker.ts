import { ok, type Result, refused } from "../result.ts";
import type { ParserPool } from "./parser-pool.ts";

/** Short texts, whole documents, and passwords that came from WordPress: none waits for another. */
export type ParserQueue = "comments" | "documents" | "passwords";

declare global {
  // Set by the server's own modules, used from Next's bundle: two module graphs, as with the database's pool
  // (db/client.ts).
  var vigieParsers: Record<ParserQueue, Pick<ParserPool, "run" | "warmUp">> | undefined;
}

export interface Parser<I, O> {
  queue: ParserQueue;
  /** Its name in the thread's module. */
  name: string;
  /**
   * The function itself, for a process without parser threads (the command line, tests): there it runs in the calling
   * thread.
   */
  read: (input: I) => O;
}

/**
 * Parses an untrusted text in a separate thread. Refused with `parsing.busy` or `parsing.costly`, also on `field`.
 * `client` is the sender (see `ParserPool.run`). Input and output are plain data.
 */
export async function parseInWorker<I, O>(
  { queue, name, read }: Parser<I, O>,
  input: I,
  { client, field }: { client: string; field: string },
): Promise<Result<O>> {
  const pool = globalThis.vigieParsers?.[queue];
  if (!pool) return ok(read(input));
  const outcome = await pool.run({ name, input }, client);
  if (outcome.done) return ok(outcome.value as O);
  const reason = outcome.reason === "busy" ? "parsing.busy" : "parsing.costly";
  return refused("form.invalid", { [field]: reason });
}
