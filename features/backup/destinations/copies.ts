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

/** Lists what is at a destination. Files of other names belong to somebody else and are left out. */
export async function readDestination(destination: BackupDestination): Promise<DestinationContent> {
  const names = new Set<string>();
  const archives: StoredCopy[] = [];
  for await (const { name, bytes } of destination.list("")) {
    names.add(name);
    const madeAt = archiveTime(name);
    if (madeAt) archives.push({ name, madeAt, bytes });
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
