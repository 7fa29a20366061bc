/** The address below which hubs reach this site; the last part is the subscription's key. */
export const websubPath = "/api/websub";

/** The lease that is requested, and the longest one that is accepted from a hub (seconds). */
export const subscriptionSeconds = 10 * 86_400;
export const maxSubscriptionSeconds = 90 * 86_400;
/** Subscriptions that one run requests at most. */
export const maxRequests = 50;
/** Longer challenges are refused. */
export const maxChallengeLength = 2_000;
