import { type ConversionInput, convertItems } from "../conversion/convert-items.ts";
import type { ImportReport } from "../report.ts";

/** Converts in this thread, and notes which items. `failAt`: the group at which the process "dies". */
export function countingThreads(failAt = Number.POSITIVE_INFINITY) {
  const converted: number[] = [];
  const seen = new Set<number>();
  let groups = 0;
  const run = async ({ input }: { input: unknown }) => {
    const conversion = input as ConversionInput;
    const ids = conversion.items.map(({ xml }) => Number(/<wp:post_id>(\d+)/.exec(xml)?.[1]));
    // A group whose questions were answered comes again.
    if (!ids.some((id) => seen.has(id))) groups += 1;
    if (groups >= failAt && !ids.some((id) => seen.has(id))) throw new Error("killed");
    for (const id of ids) seen.add(id);
    converted.push(...ids);
    return { done: true as const, value: await convertItems(conversion) };
  };
  return { converted, pool: { run } };
}

/** A report without what differs between two runs of the same import. */
export const untimed = (report: ImportReport) => ({ ...report, seconds: 0, relatedSeconds: 0, related: 0 });
