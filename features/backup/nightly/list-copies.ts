import type { Database } from "#db/client.ts";
import type { Env } from "#lib/env.ts";
import { sayError } from "#lib/operator-error.ts";
import { readDestination } from "../destinations/copies.ts";
import { readSignedCopies } from "../pictures/signed-copies.ts";
import { listTrials } from "../queries.ts";
import type { RetentionReason } from "../retention/rules.ts";
import { listCopyKinds } from "./due-runs.ts";
import { destinationOf, planCopies } from "./run-backups.ts";

/** A copy at a destination. */
export interface ListedCopy {
  name: string;
  madeAt: Date;
  bytes: number;
  /**
   * Why retention keeps it; empty if it would be deleted next time. Never deleted: `by hand`, and `unsigned`, which is not
   * signed with this site's secret. Null: there is no site here that would know.
   */
  keptBy: (RetentionReason | "by hand" | "unsigned")[] | null;
  /** The last trial restore of it: when, and what was wrong with it. */
  trial: { at: Date; failure: string | null } | null;
}

/** A destination with its copies, newest first. */
export interface ListedDestination {
  kind: "local" | "offsite";
  location: string;
  copies: ListedCopy[];
  /** Why it cannot be listed. */
  failure?: string;
}

/**
 * Lists what is at each destination of this site. Without a database, as on the machine that replaces a lost one, it
 * lists what is elsewhere.
 */
export async function listCopies(db: Database | undefined, env: Env): Promise<ListedDestination[]> {
  const trials = db ? await listTrials(db) : [];
  const trialOf = (name: string) => {
    const found = trials.find(({ archive }) => archive === name);
    return found ? { at: found.at, failure: found.failure } : null;
  };
  const listed: ListedDestination[] = [];
  for (const kind of db ? await listCopyKinds(db, env) : (["offsite"] as const)) {
    const place = destinationOf(kind, env);
    if (!place) continue;
    const { destination } = place;
    const { location } = destination;
    try {
      // A local folder is made by the first copy; in another place a missing folder is a fault.
      if (kind === "offsite") await destination.check();
      const content =
        db && kind === "offsite"
          ? await readSignedCopies(destination)
          : { unsigned: [], ...(await readDestination(destination)) };
      const keep = db ? (await planCopies(db, content)).keep : [];
      const reasons = new Map(keep.map(({ copy, reasons: why }) => [copy.name, why]));
      const copies = [
        ...content.copies.map((copy) => ({ ...copy, keptBy: db ? (reasons.get(copy.name) ?? []) : null })),
        ...content.others.map((copy) => ({ ...copy, keptBy: ["by hand" as const] })),
        ...content.unsigned.map((copy) => ({ ...copy, keptBy: ["unsigned" as const] })),
      ].sort((a, b) => +b.madeAt - +a.madeAt);
      listed.push({
        kind,
        location,
        copies: copies.map(({ name, madeAt, bytes, keptBy }) => ({
          name,
          madeAt,
          bytes,
          keptBy,
          trial: trialOf(name),
        })),
      });
    } catch (error) {
      listed.push({ kind, location, copies: [], failure: sayError(error) });
    }
  }
  return listed;
}

const toSize = (bytes: number) =>
  bytes < 10 ** 9 ? `${(bytes / 10 ** 6).toFixed(1)} MB` : `${(bytes / 10 ** 9).toFixed(1)} GB`;

/** The list as lines for a terminal. */
export function describeCopies(places: readonly ListedDestination[]): string[] {
  if (places.length === 0)
    return ["No copies to list: BACKUP_TO is not set, and no site here makes local ones (backup.local)."];
  return places.flatMap(({ kind, location, copies, failure }) => [
    `${kind === "local" ? "Local" : "Off-site"} copies in ${location}:`,
    ...(failure ? [`  ${failure}`] : []),
    ...(copies.length === 0 && !failure ? ["  none"] : []),
    ...copies.map(({ name, bytes, keptBy, trial }) => {
      const kept = keptBy === null ? "" : `  ${keptBy.length > 0 ? keptBy.join(", ") : "to be deleted"}`;
      const tried = trial
        ? `, ${trial.failure === null ? "trial restore passed" : `trial restore FAILED: ${trial.failure}`}`
        : "";
      return `  ${name}  ${toSize(bytes)}${kept}${tried}`;
    }),
  ]);
}
