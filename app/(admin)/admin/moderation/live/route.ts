import { respondWithQueueUpdate } from "#features/moderation/queue/live/loaders.ts";

/** What an open queue asks for while somebody works on it. */
export const GET = respondWithQueueUpdate;
