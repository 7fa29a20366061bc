import { respondWithQueueUpdate } from "#features/moderation/queue/live/loaders.ts";

/** Updates for an open moderation queue. */
export const GET = respondWithQueueUpdate;
