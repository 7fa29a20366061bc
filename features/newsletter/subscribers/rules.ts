/** How often a digest comes (`newsletter_rhythm`). */
export const rhythms = ["monthly", "weekly", "never"] as const;

/** What a subscriber chooses. */
export interface SubscriptionChoice {
  topicIds: number[];
  rhythm: (typeof rhythms)[number];
  /** Urgent alerts, whatever the rhythm. */
  alerts: boolean;
}

/**
 * The chosen topics that a subscriber may have: those on offer, and those that they had before. Others were deleted or ended while the form
 * was open, and are left out.
 */
export function allowedTopicIds(
  chosen: readonly number[],
  topics: readonly { id: number; endedAt: Date | null }[],
  had: readonly number[] = [],
): number[] {
  return topics
    .filter(({ id, endedAt }) => chosen.includes(id) && (endedAt === null || had.includes(id)))
    .map(({ id }) => id);
}

/** Why a choice would bring no mail at all: a message key per field, or undefined. */
export function findChoiceErrors({ topicIds, rhythm, alerts }: SubscriptionChoice): Record<string, string> | undefined {
  if (topicIds.length === 0) return { topics: "subscription.noTopic" };
  return rhythm === "never" && !alerts ? { rhythm: "subscription.noMail" } : undefined;
}

/** An address that its owner recognises and nobody else learns: `a•••@example.org`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, Math.min(1, at))}•••${address.slice(at)}`;
}

/**
 * How long the address of a subscription that ended is kept (days): three years, as the CNIL advises for people who were
 * written to and do not answer any more.
 */
export const endedSubscriberDays = 1_096;
