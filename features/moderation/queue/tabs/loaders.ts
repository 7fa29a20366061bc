import { database } from "#db/client.ts";
import { countQueuedComments } from "./queries.ts";

/** How many comments wait for a moderator, for the navigation. */
export const loadQueueCount = () => countQueuedComments(database());
