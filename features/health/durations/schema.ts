import { z } from "zod";

/** Durations of many events: how many were in each range of `durationBounds`, one more above the last, and their sum. */
export const durationsSchema = z.object({
  counts: z.array(z.number().int().nonnegative()).max(40),
  seconds: z.number().nonnegative(),
});

/** Durations of many events, of which quantiles can be estimated (`estimateQuantile`). */
export type Durations = z.infer<typeof durationsSchema>;
