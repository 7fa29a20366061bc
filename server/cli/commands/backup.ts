import { statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { Database } from "#db/client.ts";
import type { ArchiveManifest } from "#features/backup/archive/archive-format.ts";
import { log } from "#lib/log/log.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { existsAlready } from "#server/backup/archive-file.ts";
import { lowerPriority } from "#server/process/lower-priority.ts";
import { addCopyCommands } from "../backup-copies.ts";
import {
  addDecryptionOptions,
  addEncryptionOptions,
  type DecryptionOptions,
  type EncryptionOptions,
  readDecryptionKeys,
  readEncryptionKeys,
} from "../backup-keys.ts";
import { startByteProgress } from "../byte-progress.ts";
import { printResult, resolveFromCaller, say, withDatabase } from "../run-command.ts";
import { stopSignal } from "../stop-signal.ts";

interface BackupOptions extends EncryptionOptions {
  pictures: boolean;
  secrets: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  const backup = program
    .command("backup")
    .description(
      "write the whole site into one archive, while it runs or not: the database as it is at one moment, the pictures and, only if it is encrypted, the secret keys",
    )
    .argument("<target>", "a new file, a folder, s3://BUCKET/PREFIX, or - for standard output")
    .option("--no-pictures", "leave the pictures out, for example because they are in a bucket")
    .option("--no-secrets", "leave the secret keys out of an encrypted backup too")
    .option("--json", "print the result as JSON");
  addEncryptionOptions(backup).action(makeBackup);
  addCopyCommands(backup);
  const verify = backup
    .command("verify")
    .description(
      "prove that a backup can be restored: load it into a database of its own, compare every table and run the checks",
    )
    .argument("<file>", "the backup, also s3://BUCKET/PREFIX/NAME, or - for standard input")
    .option("--quick", "only read everything and compare it with the backup's own list")
    .option("--json", "print the result as JSON");
  addDecryptionOptions(verify).action(verifyBackup);
}

async function makeBackup(target: string, options: BackupOptions): Promise<void> {
  if (target === "-" && options.json) throw new OperatorError("--json would be printed into the backup: name a file.");
  const { createArchive } = await import("#features/backup/archive/create-archive.ts");
  const { archiveName } = await import("#features/backup/archive/archive-name.ts");
  const { isEncrypting } = await import("#features/backup/encryption/encryption.ts");
  const { mediaStorage } = await import("#lib/storage/media-storage.ts");
  const { writeArchiveFile, writeArchiveOutput } = await import("#server/backup/archive-file.ts");
  const keys = await readEncryptionKeys(options);
  const isEncrypted = isEncrypting(keys);
  await withDatabase(
    async ({ db, url, env, signal }) => {
      const startedAt = new Date();
      lowerPriority();
      const progress = startByteProgress("Backup");
      const { stream, finished } = createArchive({
        url,
        storage: mediaStorage(),
        dataDir: env.DATA_DIR,
        pictures: options.pictures ? "included" : "omitted",
        secrets: options.secrets,
        ...keys,
        signal,
        onProgress: ({ part, bytes, total }) => progress.show(part, bytes, total),
      });
      const isBucket = /^s3:\/\//i.test(target);
      const named = isBucket ? target : resolveFromCaller(target);
      const isFolder =
        target !== "-" && !isBucket && statSync(named, { throwIfNoEntry: false })?.isDirectory() === true;
      let file = isFolder ? join(named, archiveName(new Date(), isEncrypted)) : named;
      let size: number;
      try {
        if (target === "-") size = await writeArchiveOutput(stream);
        else if (isBucket)
          ({ file, size } = await writeToBucket(target, archiveName(new Date(), isEncrypted), stream, signal));
        else size = await writeArchiveFile(file, stream);
      } finally {
        progress.done();
      }
      const manifest = await finished;
      await recordSuccess(db, { startedAt, file: target === "-" ? "standard output" : file, bytes: size, manifest });
      const result = { file: target === "-" ? "-" : file, bytes: size, encrypted: isEncrypted, ...summarise(manifest) };
      const lines = describeBackup(result);
      if (target === "-") for (const line of lines) say(line);
      else printResult(result, options, () => lines);
    },
    { migrate: false },
  );
}

/** Notes the backup for the health page. A database of an older version, or one that may only be read, has no room for it. */
async function recordSuccess(
  db: Database,
  { startedAt, file, bytes, manifest }: { startedAt: Date; file: string; bytes: number; manifest: ArchiveManifest },
): Promise<void> {
  const at = file.lastIndexOf("/");
  const { recordManualBackup } = await import("#features/backup/mutations.ts");
  await recordManualBackup(db, {
    startedAt,
    location: file.slice(0, Math.max(at, 0)) || file,
    archive: at === -1 ? "" : file.slice(at + 1),
    bytes,
    pictures: manifest.pictureTotals.count,
  }).catch((error: unknown) => log.debug({ err: error }, "The backup could not be noted in the database."));
}

/** Stores an archive in a bucket, under its own name if the address has none. */
async function writeToBucket(target: string, name: string, stream: AsyncIterable<Uint8Array>, signal: AbortSignal) {
  const { openArchiveAddress } = await import("#features/backup/destinations/open-destination.ts");
  const { env } = await import("#lib/env.ts");
  const { destination, name: given = name } = openArchiveAddress(target, env());
  await destination.check();
  for await (const { name: existing } of destination.list("")) if (existing === given) throw existsAlready(target);
  const size = await destination.write(given, stream, { signal });
  return { file: `${destination.location}/${given}`, size };
}

async function verifyBackup(
  file: string,
  options: DecryptionOptions & { quick?: boolean; json?: boolean },
): Promise<void> {
  const { openArchiveSource } = await import("#server/backup/archive-source.ts");
  const { verifyArchive } = await import("#server/backup/trial-restore.ts");
  const { env } = await import("#lib/env.ts");
  const source = await openArchiveSource(file);
  lowerPriority();
  const progress = startByteProgress("Verification");
  const stop = stopSignal();
  try {
    const { manifest, check } = await verifyArchive({
      source,
      keys: await readDecryptionKeys(file, options),
      dataDir: env().DATA_DIR,
      ...(options.quick && { quick: true }),
      signal: stop.signal,
      onStep: (step) => progress.step(step),
      onBytes: (bytes) => progress.add("read", bytes, source.size),
    });
    progress.done();
    const result = { file, ...summarise(manifest), ...(check && { check }) };
    printResult(result, options, () => [
      `The backup is complete and unchanged: ${describeContent(result)}.`,
      ...(check
        ? [
            `It can be restored: every table is equal, and ${check.total === 0 ? `all ${check.checks} checks passed` : `the checks found ${check.total}`}.`,
          ]
        : []),
      ...(check?.findings ?? []),
    ]);
    if (check && check.total > 0)
      throw new OperatorError(check.total === 1 ? "One finding." : `${check.total} findings.`);
  } finally {
    progress.done();
    stop.end();
  }
}

function summarise(manifest: ArchiveManifest) {
  return {
    madeAt: manifest.madeAt,
    siteUrl: manifest.siteUrl,
    version: manifest.version,
    migration: manifest.migration?.tag ?? null,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    databaseBytes: manifest.tables.reduce((sum, { bytes }) => sum + bytes, 0),
    pictures: manifest.pictures === "omitted" ? null : manifest.pictureTotals,
    secrets: manifest.hasSecrets,
    leftOut: manifest.leftOut,
  };
}

type Summary = ReturnType<typeof summarise>;

function describeContent({ rows, tables, pictures, siteUrl, madeAt }: Summary): string {
  const shown =
    pictures === null
      ? "no pictures"
      : `${pictures.count.toLocaleString("en")} pictures (${megabytes(pictures.bytes)})`;
  return `${siteUrl} at ${madeAt}, ${rows.toLocaleString("en")} rows in ${tables} tables, ${shown}`;
}

function describeBackup(result: Summary & { file: string; bytes: number; encrypted: boolean }): string[] {
  const missing = result.pictures?.missing ?? 0;
  return [
    `Backup written to ${result.file === "-" ? "standard output" : result.file} (${megabytes(result.bytes)}): ${describeContent(result)}.`,
    result.secrets
      ? "It is encrypted and has the secret keys."
      : result.encrypted
        ? "It is encrypted and has no secret keys."
        : "It is not encrypted, so it has no secret keys: keep auth-secret and actions-key of DATA_DIR elsewhere, or encrypt it.",
    ...(missing > 0
      ? [`${missing} pictures of the library have no file and are not in it: \`npm run vigie -- check\` names them.`]
      : []),
    ...(result.leftOut.length > 0 ? [`Tables that are not Vigie's are not in it: ${result.leftOut.join(", ")}.`] : []),
  ];
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
