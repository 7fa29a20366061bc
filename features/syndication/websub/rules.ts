/** The address below which hubs reach this site; the last part is the subscription's key. */
export const websubPath = "/api/websub";

/** What is asked for, and how long a hub's promise counts at most (seconds). */
export const subscriptionSeconds = 10 * 86_400;
export const maxSubscriptionSeconds = 90 * 86_400;
/** Subscriptions that one run requests at most. */
export const maxRequests = 50;
/** A longer challenge is no challenge. */
export const maxChallengeLength = 2_000;
