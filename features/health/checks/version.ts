import { z } from "zod";
import { moment, text } from "./facts.ts";
import { findingsOf, type HealthFinding } from "./rules.ts";

export const versionFacts = z.object({
  version: text(60),
  /** Since when this process runs. */
  startedAt: moment,
  /** Whether the folder holds the build that runs; null: not known here, as without a running site. */
  isFolderSame: z.boolean().nullable(),
  /** The newest release, if `health.updateFeed` is set and was read; empty: not known. */
  latest: text(60),
  /** The release from which the site returned by itself after its upgrade (server/upgrade); empty: none. */
  returnedFrom: text(80).default(""),
});
export type VersionFacts = z.infer<typeof versionFacts>;

const result = findingsOf("version");

/** Whether a version is later than another: by its numbers; a text after them ("-rc1") comes before the release. */
export function isLaterVersion(one: string, other: string): boolean {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  if (!a || !b) return false;
  for (let n = 0; n < 3; n += 1) {
    const difference = (a.numbers[n] ?? 0) - (b.numbers[n] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return b.isPrerelease && !a.isPrerelease;
}

/** Reads "v1.2.3-rc1". */
function parseVersion(text: string) {
  const match = /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(-[\w.]{1,30})?$/.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch, suffix] = match;
  return { numbers: [major, minor, patch].map((part) => Number(part ?? 0)), isPrerelease: suffix !== undefined };
}

/** Assesses whether the newest version runs. */
export function assessVersion({ version, isFolderSame, latest, returnedFrom }: VersionFacts): HealthFinding {
  if (returnedFrom !== "") return result.look("versionReturned", { version: returnedFrom });
  if (isFolderSame === false) return result.look("versionRestart", { version });
  if (latest !== "" && isLaterVersion(latest, version)) return result.look("versionNewer", { version, latest });
  return latest === "" ? result.ok("versionRuns", { version }) : result.ok("versionNewest", { version });
}
