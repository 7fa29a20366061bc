import { database } from "#db/client.ts";
import { countQueuedComments } from "./queries.ts";

/** The number of comments in the queue, for the navigation. */
export const loadQueueCount = () => countQueuedComments(database());
