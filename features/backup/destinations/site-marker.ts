import { z } from "zod";
import { OperatorError } from "#lib/operator-error.ts";
import { type BackupDestination, readSmallFile } from "./destination.ts";

/** The file that says whose backups are at a destination. */
export const markerName = "vigie-backups.json";

const maxMarkerBytes = 16_384;
const markerSchema = z.object({ product: z.literal("vigie"), site: z.string().regex(/^[\x21-\x7e]{1,2000}$/) });

/**
 * Makes a destination this site's own. Two sites at one place would delete each other's pictures.
 *
 * @param names what is at the destination
 * @param wasUsed whether backups were made there before: if nothing is left of them, its disk is not mounted
 * @throws OperatorError with one sentence
 */
export async function claimDestination(
  destination: BackupDestination,
  { site, names, wasUsed }: { site: string; names: ReadonlySet<string>; wasUsed: boolean },
): Promise<void> {
  const { location } = destination;
  if (!names.has(markerName)) {
    if (wasUsed && names.size === 0)
      throw new OperatorError(
        `${location} is empty, but backups were made there: is its disk mounted? For a new disk, run vigie backup run --new-destination.`,
      );
    const content = (async function* () {
      yield Buffer.from(`${JSON.stringify({ product: "vigie", site }, null, 2)}\n`);
    })();
    await destination.write(markerName, content);
    return;
  }
  const found = markerSchema.safeParse(await readJson(destination));
  if (!found.success)
    throw new OperatorError(`${markerName} in ${location} is damaged: delete it if this is its site.`);
  if (found.data.site !== site)
    throw new OperatorError(
      `${location} has the backups of ${found.data.site}: give this site another place, or delete ${markerName} there if it is the same site under a new address.`,
    );
}

async function readJson(destination: BackupDestination): Promise<unknown> {
  try {
    return JSON.parse((await readSmallFile(destination.open(markerName), maxMarkerBytes)).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
