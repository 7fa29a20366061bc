import type { Messages } from "#i18n/translator.ts";
import { translator } from "#i18n/translator.ts";
import type { BackupFacts } from "../checks/backups.ts";
import type { FigureStyle } from "./describe-finding.ts";
import { describeMoment } from "./describe-moment.ts";

type Cause = keyof Messages["health"]["causes"];

/** Words in the error messages of backups (features/backup, server/backup). The first match counts. */
const causes: readonly [words: string, cause: Cause][] = [
  ["It was stopped", "stopped"],
  ["It was interrupted", "stopped"],
  ["made no progress", "noProgress"],
  ["does not answer", "silent"],
  ["answers too slowly", "slow"],
  ["refuses the key", "refusedKey"],
  ["has no bucket", "noBucket"],
  ["is not in the region", "region"],
  ["The server of the backups", "serverError"],
  ["Set BACKUP_S3_ENDPOINT", "settings"],
  ["but backups were made there", "emptyDisk"],
  ["has the backups of", "otherSite"],
  ["does not exist: create it, or mount its disk", "noFolder"],
  ["may not write to the folder", "notWritable"],
  ["No permission to write", "notWritable"],
  ["is read-only", "readOnly"],
  ["has too little room", "full"],
  ["is too full", "full"],
  ["The disk is full", "full"],
  ["is full", "full"],
  ["no key that was given opens it", "key"],
  ["The database went away", "database"],
  ["The backup is damaged", "damaged"],
  ["The backup is incomplete", "damaged"],
  ["The backup lacks", "damaged"],
  ["is not equal to the backup's", "damaged"],
  ["rows contradict each other", "damaged"],
  ["beside the backup is damaged", "damaged"],
];

/** Finds the cause of a failed backup by the stored error message; undefined if it is not a known one. */
export function findCause(failure: string): Cause | undefined {
  if (failure.startsWith("The bucket ") && failure.endsWith(" is full.")) return "bucketFull";
  return causes.find(([words]) => failure.includes(words))?.[1];
}

/** The last failure of a backup, as of the state that is shown: its time and its cause; undefined if none is known. */
export function describeBackupFailure(facts: BackupFacts | null, now: number, style: FigureStyle): string | undefined {
  if (!facts) return undefined;
  const [at, failure] =
    facts.trialFailure !== ""
      ? [facts.trialAt, facts.trialFailure]
      : facts.offsiteFailure !== ""
        ? [facts.offsiteFailedAt, facts.offsiteFailure]
        : [facts.localFailedAt, facts.localFailure];
  if (failure === "" || at === null) return undefined;
  const t = translator(style.locale);
  const cause = findCause(failure);
  return t.typeset("health.cause", {
    moment: describeMoment(new Date(at), now, style),
    cause: cause ? t.typeset(`health.causes.${cause}`) : t.typeset("health.unknownCause", { message: failure }),
  });
}
