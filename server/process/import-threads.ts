import { availableParallelism } from "node:os";
import { ParserPool, type ParserPoolOptions } from "#lib/parsing/parser-pool.ts";

/** More would not be faster: then the database is the limit. Each takes some 80 MB. */
const maxThreads = 3;

/** A usual article takes a millisecond; the longest that a WordPress could show, a few seconds. */
const cpuTimeoutMs = 20_000;

/**
 * Opens the threads that convert the items of an import. One processor is left to the importing process and the
 * database. Close them after the import.
 */
export function openImportThreads(limits: Partial<Pick<ParserPoolOptions, "cpuTimeoutMs">> = {}): ParserPool {
  return new ParserPool({
    file: new URL("./import-thread-entry.ts", import.meta.url),
    threads: Math.min(maxThreads, Math.max(1, availableParallelism() - 1)),
    cpuTimeoutMs,
    maxHeapMb: 192,
    maxQueue: 100,
    maxPerClient: 100,
    ...limits,
  });
}
