import { OperatorError } from "#lib/operator-error.ts";
import { archiveTime } from "../archive/archive-name.ts";
import { indexName, indexTime } from "../pictures/archive-index.ts";
import type { BackupCopy } from "../retention/rules.ts";
import type { BackupDestination } from "./destination.ts";

/** An archive at a destination that a run made completely. */
export interface StoredCopy extends BackupCopy {
  bytes: number;
}

/** What is at a destination, apart from pictures. */
export interface DestinationContent {
  /** Complete archives of runs, oldest first. */
  copies: StoredCopy[];
  /** Archives without an index: somebody made them by hand or put them there. They are never deleted. */
  others: StoredCopy[];
  /** Indexes without an archive: a run was interrupted. */
  strayIndexes: { name: string; madeAt: Date }[];
  /** All names directly at the destination that we could have made. */
  names: Set<string>;
}

/** One a night makes as many in 27 years. The index of each is read every night. */
const maxArchives = 10_000;

/**
 * Lists what is at a destination. Files of other names belong to somebody else and are left out.
 * @throws OperatorError if there are more archives than a site makes: somebody else could keep each run busy for hours
 */
export async function readDestination(destination: BackupDestination): Promise<DestinationContent> {
  const names = new Set<string>();
  const archives: StoredCopy[] = [];
  for await (const { name, bytes } of destination.list("")) {
    names.add(name);
    const madeAt = archiveTime(name);
    if (madeAt) archives.push({ name, madeAt, bytes });
    if (archives.length > maxArchives)
      throw new OperatorError(
        `${destination.location} has more than ${maxArchives} backups: remove those that this site has not made.`,
      );
  }
  archives.sort((a, b) => a.madeAt.getTime() - b.madeAt.getTime() || (a.name < b.name ? -1 : 1));
  const isComplete = ({ name }: StoredCopy) => names.has(indexName(name));
  const indexed = new Set(archives.map(({ name }) => indexName(name)));
  return {
    copies: archives.filter(isComplete),
    others: archives.filter((archive) => !isComplete(archive)),
    strayIndexes: [...names].flatMap((name) => {
      const madeAt = indexTime(name);
      return madeAt && !indexed.has(name) ? [{ name, madeAt }] : [];
    }),
    names,
  };
}
