import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { OperatorError } from "#lib/operator-error.ts";
import { addDecryptionOptions, type DecryptionOptions, readDecryptionKeys } from "../backup-keys.ts";
import { startByteProgress } from "../byte-progress.ts";
import { printResult, say } from "../run-command.ts";
import { stopSignal } from "../stop-signal.ts";

interface RestoreCommandOptions extends DecryptionOptions {
  replace?: boolean;
  yes?: boolean;
  sendWaitingMail?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  const restore = program
    .command("restore")
    .description(
      "restore the site from a backup, into this environment's DATA_DIR or DATABASE_URL, while the site is stopped. The backup takes the site's place only when all of it is loaded and checked",
    )
    .argument("<file>", "the backup, also s3://BUCKET/PREFIX/NAME, or - for standard input")
    .option("--replace", "put the backup in the place of the site that is there; its database is kept")
    .option("--yes", "do not ask on a terminal before a site is replaced")
    .option(
      "--send-waiting-mail",
      "send the mails that waited when the backup was made; by default they are not sent, because they may have been sent since",
    )
    .option("--json", "print the result as JSON");
  addDecryptionOptions(restore).action(restoreBackup);
  restore
    .command("undo")
    .description("put the database that the last restore replaced back in its place, while the site is stopped")
    .action(() =>
      withKeptDatabases(async (kept, { bringBack }) => {
        const [last] = kept;
        if (!last) throw new OperatorError("No replaced database is kept.");
        say(`The database ${last} is back in its place; the one that was there is kept as ${await bringBack(last)}.`);
      }),
    );
  restore
    .command("clean")
    .description("delete the databases that restores replaced, when the restored site is right")
    .action(() =>
      withKeptDatabases(async (kept, { remove }) => {
        for (const name of kept) await remove(name);
        if (kept.length === 0) return say("No replaced database is kept.");
        say(`Deleted: ${kept.join(", ")}.`);
        // They are told apart from new ones by their age (features/media/cleaning).
        say(
          "The pictures that only these used are deleted within two days, or now with `npm run vigie -- media clean`.",
        );
      }),
    );
}

async function restoreBackup(file: string, options: RestoreCommandOptions): Promise<void> {
  const { checkArchiveStart, openArchiveSource } = await import("#server/backup/archive-source.ts");
  const { restoreSite } = await import("#server/backup/restore-site.ts");
  const { mediaStorage } = await import("#lib/storage/media-storage.ts");
  const source = await openArchiveSource(file);
  const keys = await readDecryptionKeys(file, options);
  await checkArchiveStart(file, keys);
  if (options.replace && !options.yes && file !== "-" && process.stdin.isTTY) await confirmReplacement();
  const progress = startByteProgress("Restore");
  const stop = stopSignal(
    "the site is as it was before, and what had been loaded is removed; run the same command again to restore",
  );
  const { AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY } = process.env;
  const hasGivenSecrets = Boolean(AUTH_SECRET && NEXT_SERVER_ACTIONS_ENCRYPTION_KEY);
  try {
    await withStoppedSite(async ({ url, isEmbedded, dataDir, siteUrl }) => {
      stop.signal.throwIfAborted();
      await mediaStorage().check();
      const result = await restoreSite({
        source,
        keys,
        url,
        isEmbedded,
        dataDir,
        storage: mediaStorage(),
        replace: options.replace === true,
        sendWaitingMail: options.sendWaitingMail === true,
        signal: stop.signal,
        onStep: (step) => progress.step(step),
        onBytes: (bytes) => progress.add("read", bytes, source.size),
      });
      progress.done();
      const { describeRestore } = await import("#server/backup/describe-restore.ts");
      const { manifest, ...rest } = result;
      printResult(
        { madeAt: manifest.madeAt, siteUrl: manifest.siteUrl, version: manifest.version, ...rest },
        options,
        () => describeRestore(result, { siteUrl, isEmbedded, dataDir, hasGivenSecrets }),
      );
    });
  } finally {
    progress.done();
    stop.end();
  }
}

async function confirmReplacement(): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question("The backup takes the place of the site that is there. Continue? (yes/no) ");
    if (!/^y(es)?$/i.test(answer.trim())) throw new OperatorError("Nothing was changed.");
  } finally {
    lines.close();
  }
}

interface StoppedSite {
  /** The database's address past a pooler. */
  url: string;
  isEmbedded: boolean;
  dataDir: string;
  siteUrl: string;
}

/** Runs work while no site can start on this DATA_DIR. */
async function withStoppedSite(work: (site: StoppedSite) => Promise<void>): Promise<void> {
  const { env } = await import("#lib/env.ts");
  const { openDatabase } = await import("#server/postgres/database.ts");
  const { makeControlFolder } = await import("#server/postgres/cluster-location.ts");
  const { acquireInstanceLock } = await import("#server/process/instance-lock.ts");
  const settings = env();
  const dataDir = resolve(settings.DATA_DIR);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  makeControlFolder(dataDir);
  const release = await acquireInstanceLock(
    dataDir,
    "stop it first, then run this command again. To check a backup while the site runs, use vigie backup verify or another DATA_DIR",
  );
  try {
    const handle = await openDatabase(settings, say);
    try {
      const { settleKilledRestore } = await import("#server/backup/finish-restore.ts");
      const { mediaStorage } = await import("#lib/storage/media-storage.ts");
      const isEmbedded = !settings.DATABASE_URL;
      const settled = await settleKilledRestore({
        url: handle.directUrl,
        isEmbedded,
        dataDir,
        storage: mediaStorage(),
      });
      if (settled) say(settled);
      await work({ url: handle.directUrl, isEmbedded, dataDir, siteUrl: settings.SITE_URL });
    } finally {
      await handle.release();
    }
  } finally {
    release();
  }
}

interface KeptDatabases {
  bringBack(name: string): Promise<string>;
  remove(name: string): Promise<void>;
}

async function withKeptDatabases(work: (kept: string[], databases: KeptDatabases) => Promise<void>): Promise<void> {
  const { findRestorePlace } = await import("#server/backup/database-host.ts");
  const { listReplacedDatabases } = await import("#server/backup/target-database.ts");
  const { deleteReplaced, undoRestore } = await import("#server/backup/undo-restore.ts");
  const { mediaStorage } = await import("#lib/storage/media-storage.ts");
  await withStoppedSite(async ({ url, dataDir, isEmbedded }) => {
    const place = await findRestorePlace(url, dataDir, isEmbedded);
    if (place.kind === "empty") throw new OperatorError("No replaced database is kept.");
    const { host } = place;
    await work(await listReplacedDatabases(host), {
      bringBack: (name) => undoRestore({ url, dataDir, isEmbedded, storage: mediaStorage() }, host, name),
      remove: (name) => deleteReplaced(dataDir, host, name),
    });
  });
}
