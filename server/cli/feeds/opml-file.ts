import { readFileSync, statSync } from "node:fs";
import type { Database } from "#db/client.ts";
import { importFeeds, sortOpmlFeeds } from "#features/syndication/sources/opml/mutations.ts";
import { readOpml } from "#features/syndication/sources/opml/read-opml.ts";
import { maxOpmlBytes, maxOutlines, opmlRefusals } from "#features/syndication/sources/opml/rules.ts";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { refused } from "#lib/result.ts";
import { startProgress } from "../progress.ts";
import { readPublication } from "./feed-commands.ts";

interface ImportReport {
  dryRun: boolean;
  added: number;
  known: number;
  broken: { line: number; title: string; address: string }[];
  brokenCount: number;
  omitted: number;
  isCut: boolean;
}

/** Follows the feeds of an OPML file. */
export async function importOpmlFile(
  db: Database,
  path: string,
  options: { dryRun?: boolean; publish: string; signal: AbortSignal },
): Promise<ImportReport> {
  const publication = readPublication(options.publish);
  const outcome = readOpml(readListFile(path));
  if (!outcome.ok) {
    const { code, line, column } = outcome;
    throw new OperatorError(refusalMessages(refused(opmlRefusals[code], undefined, { line, column }), "en").join(" "));
  }
  const { feeds, ...facts } = outcome.list;
  const { added, known } = await sortOpmlFeeds(db, feeds);
  const report = { ...facts, dryRun: options.dryRun === true, known: known.length };
  if (options.dryRun) return { ...report, added: added.length };
  const progress = startProgress("Adding", { total: added.length, unit: "feeds" });
  try {
    const { signal } = options;
    const onProgress = (count: number) => progress.advance(count);
    const count = await importFeeds(db, added, { memberId: null, policy: { publication }, signal, onProgress });
    return { ...report, added: count };
  } finally {
    progress.done();
  }
}

function readListFile(path: string): Uint8Array {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new OperatorError(`There is no file ${path}.`);
  if (size > maxOpmlBytes) throw new OperatorError("The list is larger than 5 MB.");
  return readFileSync(path);
}

/** The report as lines for people. */
export function describeImport({ dryRun, added, known, broken, brokenCount, omitted, isCut }: ImportReport): string[] {
  return [
    `${dryRun ? "Feeds that would be added" : "Feeds added"}: ${added}. Already followed: ${known}.`,
    ...broken.map(({ line, title, address }) => `Line ${line}: ${title} has no valid address: ${address}`),
    ...(brokenCount > broken.length
      ? [`Further entries without a valid address: ${brokenCount - broken.length}.`]
      : []),
    ...(omitted > 0 ? [`Feeds beyond the limit of ${maxOutlines}, left out: ${omitted}.`] : []),
    ...(isCut ? ["The file is incomplete: feeds may be missing."] : []),
  ];
}
