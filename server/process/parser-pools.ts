import type { ParserQueue } from "#lib/parsing/parse-in-worker.ts";
import { ParserPool } from "#lib/parsing/parser-pool.ts";

const commentThread = new URL("./comment-thread-entry.ts", import.meta.url);
const passwordThread = new URL("./password-thread-entry.ts", import.meta.url);
const documentThread = new URL("./parser-thread-entry.ts", import.meta.url);

/** Keeps a thread ready for the next comment: starting one takes longer than parsing any comment. */
export function warmUpParsers(): void {
  globalThis.vigieParsers?.comments.warmUp();
}

/**
 * Registers the process's parser threads for Next's bundle. Returns a function that closes them (docs/architecture.md,
 * "Untrusted text").
 */
export function openParserPools(): () => Promise<void> {
  const pools: Record<ParserQueue, ParserPool> = {
    comments: new ParserPool({
      file: commentThread,
      threads: 2,
      cpuTimeoutMs: 250,
      maxHeapMb: 64,
      maxQueue: 100,
      maxPerClient: 2,
    }),
    documents: new ParserPool({
      file: documentThread,
      threads: 1,
      cpuTimeoutMs: 5_000,
      maxHeapMb: 256,
      maxQueue: 20,
      maxPerClient: 3,
    }),
    passwords: new ParserPool({
      file: passwordThread,
      threads: 1,
      cpuTimeoutMs: 10_000,
      maxHeapMb: 64,
      // Sign-ins are limited before their account is looked up (features/auth/sign-in/concurrent-attempts.ts).
      maxQueue: 60,
      maxPerClient: 60,
    }),
  };
  globalThis.vigieParsers = pools;
  return async () => {
    globalThis.vigieParsers = undefined;
    await Promise.all(Object.values(pools).map((pool) => pool.close()));
  };
}
