import { OperatorError } from "#lib/operator-error.ts";
import type { DestinationContent, StoredCopy } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import { fitIntoBudget, localBudget } from "./disk-budget.ts";
import type { RetentionPlan } from "./rules.ts";

const toMegabytes = (bytes: number) => `${Math.ceil(bytes / 10 ** 6).toLocaleString("en")} MB`;

/** What a new archive will take (bytes): a tenth more than the newest one, at first a quarter of the database. */
export function estimateSize({ copies }: Pick<DestinationContent, "copies">, databaseBytes: number): number {
  const newest = copies.at(-1);
  return Math.ceil(newest ? newest.bytes * 1.1 : databaseBytes / 4);
}

/**
 * Thins the plan of local copies so that a new one fits beside them into their share of the disk. The last one stays
 * until the new one is complete.
 *
 * @throws OperatorError with one sentence if there is no room even beside the last one
 */
export async function fitLocalCopies(
  destination: BackupDestination,
  { plan, copies, expected }: { plan: RetentionPlan<StoredCopy>; copies: readonly StoredCopy[]; expected: number },
): Promise<{ plan: RetentionPlan<StoredCopy>; dropped: number }> {
  const free = await destination.freeBytes();
  if (free === undefined) return { plan, dropped: 0 };
  const taken = copies.reduce((sum, { bytes }) => sum + bytes, 0);
  const budget = localBudget(free, taken);
  const thinner = fitIntoBudget(plan, budget - expected);
  const kept = thinner.plan.keep.reduce((sum, { copy }) => sum + copy.bytes, 0);
  if (kept + expected > budget)
    throw new OperatorError(
      `The disk has too little room for a local copy of about ${toMegabytes(expected)}: local copies may take ${toMegabytes(budget)}, a quarter of what is free. Free some space, or set BACKUP_TO and turn off backup.local.`,
    );
  return thinner;
}

/** Refuses a copy that does not fit on the destination's disk. */
export async function requireCapacity(destination: BackupDestination, expected: number): Promise<void> {
  const free = await destination.freeBytes();
  if (free !== undefined && free < expected)
    throw new OperatorError(
      `The disk of ${destination.location} is too full: a copy takes about ${toMegabytes(expected)}, and ${toMegabytes(free)} are free.`,
    );
}
