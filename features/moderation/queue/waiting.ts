import { database } from "#db/client.ts";
import { countWaiting } from "./views/queries.ts";

/** How many comments wait for a moderator, for the navigation. */
export const countQueue = () => countWaiting(database());
