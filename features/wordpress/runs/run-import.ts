import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { Database } from "#db/client.ts";
import { conversionVersion } from "../conversion/item-sources.ts";
import { openExport } from "../export/decode.ts";
import { checkImportOptions, type ImportOptions } from "../import.ts";
import { describeImportFailure } from "../import-lock.ts";
import { storeFailure } from "../import-reason.ts";
import type { SiteReading } from "../live-site/site-report.ts";
import type { ImportReport } from "../report.ts";
import { importParts, type PartsOptions, type RunCheckpoint } from "./import-parts.ts";
import {
  createImportRun,
  finishImportRun,
  interruptImportRun,
  markImportRunning,
  moveCheckpoint,
  recordImportSource,
  saveImportCheckpoint,
  saveImportProgress,
} from "./mutations.ts";
import { findInterruptedRun, type ImportRun, type RunStep } from "./queries.ts";

/** How often a run's progress is written (ms). */
const progressMs = 1_000;

export interface ImportRunOptions {
  /** The waiting run of an upload; a new one if absent. */
  runId?: number;
  /** The member who started it; null: from the command line. */
  startedBy?: number | null;
  /** The address of a live site, of which the file was made. */
  source?: string;
  /** What was read of it. */
  reading?: SiteReading | undefined;
}

/**
 * Imports a file and records the run. A run of the same file with the same options that was interrupted is continued; the
 * report is then that of the whole. A run of the admin area is running already (`runId`); if `options.signal` stops it,
 * it waits again, unless its administrator has stopped it. A dry run without `runId` leaves no record. Call it under the
 * import lock.
 */
export async function runImport(
  db: Database,
  options: Omit<PartsOptions, "resume" | "saveCheckpoint">,
  { runId, startedBy = null, source = basename(options.file), reading }: ImportRunOptions = {},
): Promise<ImportReport> {
  const importAll = async (own: Partial<PartsOptions>) => {
    const report = await importParts(db, { ...options, ...own });
    return reading ? { ...report, reading } : report;
  };
  if (options.dryRun && runId === undefined) return importAll({});
  const { sourceHash, size } = await hashImportSource(options);
  // A mistyped command is no import that failed: nothing is recorded.
  if (runId === undefined) {
    await checkImportOptions(options);
    if (sourceHash === "") await (await openExport(options.file)).close();
  }
  const interrupted = options.dryRun || sourceHash === "" ? undefined : await findInterruptedRun(db, sourceHash);
  const id = runId ?? interrupted?.id ?? (await createImportRun(db, { source, startedBy }));
  if (interrupted && interrupted.id !== id) await moveCheckpoint(db, id, interrupted);
  await recordImportSource(db, id, { sourceHash, totalSize: size });
  await markImportRunning(db, id, runId === undefined ? ["waiting", "running", "failed", "stopped"] : undefined);
  const latest: { stage?: RunStep; doneSize?: number } = {};
  const progress = startProgress(() => saveImportProgress(db, id, latest));
  try {
    const report = await importAll({
      resume: interrupted && readCheckpoint(interrupted),
      saveCheckpoint: options.dryRun
        ? undefined
        : (tx, checkpoint, blogUrl) => saveImportCheckpoint(tx, id, checkpoint, blogUrl),
      onProgress: (done, total) => {
        options.onProgress?.(done, total);
        latest.doneSize = Math.floor((done / Math.max(total, 1)) * size);
        progress.note();
      },
      onStage: (stage) => {
        options.onStage?.(stage);
        latest.stage = stage;
        progress.note();
      },
    });
    await progress.end();
    await finishImportRun(db, id, report);
    return report;
  } catch (error) {
    await progress.end();
    const end = options.signal?.aborted
      ? ({ state: runId === undefined ? "stopped" : "waiting" } as const)
      : ({ state: "failed", failure: storeFailure(describeImportFailure(error)) } as const);
    // Without the database nothing can be recorded: the run stays "running", and the next start continues it.
    await interruptImportRun(db, id, end).catch(() => {});
    throw error;
  }
}

function readCheckpoint({ checkpoint, startedAt, createdAt }: ImportRun): PartsOptions["resume"] {
  return { checkpoint: checkpoint as RunCheckpoint, startedAt: startedAt ?? createdAt };
}

/** Calls `write` after each change, at most once a second and never twice at once, also for the last of many. */
export function startProgress(write: () => Promise<void>) {
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  let writing: Promise<void> = Promise.resolve();
  const writeNow = () => {
    timer = undefined;
    last = Date.now();
    writing = writing.then(write).catch(() => {});
  };
  return {
    note(): void {
      if (!hasEnded) timer ??= setTimeout(writeNow, Math.max(0, last + progressMs - Date.now()));
    },
    end(): Promise<void> {
      hasEnded = true;
      clearTimeout(timer);
      return writing;
    },
  };
}

/** Bytes at both ends of a file that identify it, with its size and the time of its last change. */
const sampleBytes = 65_536;

/**
 * Identifies a file and the options that matter for its content, without reading all of it. `sourceHash` is "" if the
 * file cannot be read: the import itself says what is wrong with it.
 */
export async function hashImportSource(options: ImportOptions): Promise<{ sourceHash: string; size: number }> {
  const { uploads, ratingsMax, timezone, blogUrl, taxonomies, types, fetchImages, dryRun } = options;
  const settings = {
    uploads,
    ratingsMax,
    timezone,
    blogUrl,
    taxonomies,
    types,
    fetch: fetchImages?.hosts ?? fetchImages,
  };
  const sum = createHash("sha256").update(JSON.stringify([conversionVersion, { ...settings, dryRun }]));
  for (const file of [options.ratingsLog, options.users])
    if (file !== undefined) await addFile(sum.update(`\n${file}\n`), file);
  const size = await addFile(sum, options.file);
  return size === undefined ? { sourceHash: "", size: 0 } : { sourceHash: sum.digest("hex"), size };
}

/** Returns its size; undefined if it cannot be read. */
async function addFile(sum: Hash, path: string): Promise<number | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size, mtimeMs } = await file.stat();
    const sample = Buffer.alloc(sampleBytes);
    for (const position of [0, Math.max(0, size - sampleBytes)]) {
      const { bytesRead } = await file.read(sample, 0, sampleBytes, position);
      sum.update(sample.subarray(0, bytesRead));
    }
    sum.update(`${size} ${mtimeMs}`);
    return size;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
