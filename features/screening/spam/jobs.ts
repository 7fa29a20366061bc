import { z } from "zod";
import type { Executor } from "#db/client.ts";
import { enqueue, type JobDefinition } from "#lib/jobs.ts";
import { trainSpam } from "./mutations.ts";

/** Trains the spam score on moderators' decisions, once a day. */
export const spamTrainingJob: JobDefinition<Record<string, never>> = {
  name: "spam-training",
  payload: z.record(z.string(), z.never()),
};

/** Trains the spam score and schedules the next training. */
export async function runSpamTraining(db: Executor): Promise<void> {
  await trainSpam(db);
  await scheduleDailyTraining(db);
}

/** Schedules the next training: today's if there was none, else tomorrow's. */
export function scheduleDailyTraining(db: Executor): Promise<void> {
  return enqueue(db, spamTrainingJob, {}, { key: "daily", seconds: 86_400 });
}
