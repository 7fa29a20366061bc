import { z } from "zod";

// Facts are stored as JSON and read again by a later version: each field has its limits, and is never negative.

export const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
export const seconds = z.number().min(0).max(1e12);
/** Milliseconds since 1970. */
export const moment = z.number().min(0).max(8.64e15);

/** The age of a moment; a clock that was set back gives 0, never a negative age. */
export const ageSeconds = (at: number, now: number): number => Math.max(0, Math.round((now - at) / 1_000));

/** A text that the site or its database wrote itself. */
export const text = (maxLength: number) => z.string().max(maxLength);
