/** The name of an archive that was made at a time: `vigie-2026-11-29T03-10-00Z.tar.zst`, encrypted `….tar.zst.age`. */
export function archiveName(madeAt: Date, isEncrypted: boolean): string {
  const time = madeAt.toISOString().slice(0, 19).replaceAll(":", "-");
  return `vigie-${time}Z.tar.zst${isEncrypted ? ".age" : ""}`;
}

const clockToleranceMs = 3_600_000;

/**
 * Whether an archive is older than its name says. A name is chosen before the moment that the archive has: otherwise
 * somebody has put an older archive under a newer name.
 */
export function isOlderThanName(name: string, madeAt: string): boolean {
  const named = archiveTime(name);
  return named !== undefined && Date.parse(madeAt) < named.getTime() - clockToleranceMs;
}

/** The time in an archive's name; undefined for any other file. */
export function archiveTime(name: string): Date | undefined {
  const match = /^vigie-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z\.tar\.zst(?:\.age)?$/.exec(name);
  if (!match) return undefined;
  const [, day, hour, minute, second] = match;
  const time = new Date(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
