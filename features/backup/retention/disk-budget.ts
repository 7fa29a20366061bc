import type { BackupCopy, RetentionPlan } from "./rules.ts";

/**
 * The share of the disk's room that local copies may take together: a quarter of what is free, their own size included.
 * The database and new pictures grow into the rest.
 */
const localShare = 0.25;

/**
 * Bytes that local copies may take.
 *
 * @param freeBytes what is free on their disk
 * @param copyBytes what they take already
 */
export function localBudget(freeBytes: number, copyBytes: number): number {
  return Math.floor((freeBytes + copyBytes) * localShare);
}

/**
 * Thins a plan further until the kept copies fit into `budget` bytes: the oldest goes first, and the newest good one
 * stays. Returns how many more were removed.
 */
export function fitIntoBudget<Copy extends BackupCopy & { bytes: number }>(
  plan: RetentionPlan<Copy>,
  budget: number,
): { plan: RetentionPlan<Copy>; dropped: number } {
  const keep = [...plan.keep];
  const dropped: Copy[] = [];
  let total = keep.reduce((sum, { copy }) => sum + copy.bytes, 0);
  for (let at = keep.length - 1; at >= 0 && total > budget; at -= 1) {
    const one = keep[at];
    if (!one || one.reasons.includes("newest")) continue;
    keep.splice(at, 1);
    dropped.push(one.copy);
    total -= one.copy.bytes;
  }
  return { plan: { keep, remove: [...plan.remove, ...dropped] }, dropped: dropped.length };
}
