import { setTimeout as sleep } from "node:timers/promises";
import { sayError } from "#lib/operator-error.ts";

/** What `vigie doctor` finds beside the checks of the health page. */
export interface ProbeResult {
  state: "ok" | "bad" | "unknown";
  says: string;
  /** What to do. */
  hint?: string;
}

/** Waits at most `ms` for work, then throws an error with the message `late`. The work itself goes on. */
export async function within<T>(ms: number, late: string, work: Promise<T>): Promise<T> {
  const end = new AbortController();
  work.catch(() => {});
  const limit = sleep(ms, undefined, { signal: end.signal }).then(() => {
    throw new Error(late);
  });
  limit.catch(() => {});
  try {
    return await Promise.race([work, limit]);
  } finally {
    end.abort();
  }
}

/** An error as one line. */
export const sayLine = (error: unknown): string => sayError(error).replaceAll(/\s+/g, " ").trim();
