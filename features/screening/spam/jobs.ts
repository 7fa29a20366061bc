import type { Executor } from "#db/client.ts";
import { enqueue, type JobKind } from "#lib/jobs.ts";
import { trainSpam } from "./mutations.ts";

/** The spam score learns from what moderators decided, once a day. */
export const spamTrainingJob: JobKind<Record<string, never>> = {
  name: "spam-training",
  async work(db, _data) {
    await trainSpam(db);
    await scheduleDailyTraining(db);
  },
};

/** Asks for the next training: today's if there was none, else tomorrow's. */
export function scheduleDailyTraining(db: Executor): Promise<void> {
  return enqueue(db, spamTrainingJob, {}, { key: "daily", seconds: 86_400 });
}
