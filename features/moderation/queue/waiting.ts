import { database } from "#db/client.ts";
import { countWaiting } from "./queries.ts";

/** How many comments wait for a moderator, for the navigation. */
export const countQueue = () => countWaiting(database());
