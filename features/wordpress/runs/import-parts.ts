import { rm } from "node:fs/promises";
import type { Database, Executor } from "#db/client.ts";
import { listExportParts } from "../archives/list-parts.ts";
import { unpackPart } from "../archives/unpack.ts";
import { type ImportCheckpoint, type ImportOptions, importWordPress } from "../import.ts";
import { ImportFailure } from "../import-reason.ts";
import type { ImportReport } from "../report.ts";
import { listArchiveAttachments } from "./archive-attachments.ts";
import { mergeReports } from "./merge-reports.ts";
import type { RunStep } from "./queries.ts";

/** Where an import would continue: in an export of the archive, or at the beginning of one. */
export type RunCheckpoint = { part?: number; before?: ImportReport | undefined } & Partial<ImportCheckpoint>;

export interface PartsOptions extends Omit<ImportOptions, "resume" | "saveCheckpoint" | "onStage"> {
  /** Where exports of archives are unpacked, one at a time. */
  unpackFolder: string;
  resume?: { checkpoint: RunCheckpoint; startedAt: Date } | undefined;
  onStage?: ((stage: RunStep) => void) | undefined;
  saveCheckpoint?: ((tx: Executor, checkpoint: RunCheckpoint, blogUrl: string) => Promise<void>) | undefined;
}

/** Imports a file, or the exports of an archive one after the other. The report is that of all. */
export async function importParts(db: Database, options: PartsOptions): Promise<ImportReport> {
  const { unpackFolder, resume, saveCheckpoint, onProgress, onStage, ...rest } = options;
  const parts = await listExportParts(options.file);
  const from = resume?.checkpoint.part ?? 0;
  const archiveAttachments =
    parts.length > 1
      ? await listArchiveAttachments(options.file, parts, {
          ...options,
          onRead: (index, done, total) =>
            onStage?.({ name: "reading", done, total, part: index + 1, parts: parts.length }),
        })
      : undefined;
  let whole = resume?.checkpoint.before;
  for (const [index, part] of parts.entries()) {
    if (index < from) continue;
    const file = await unpackPart(options.file, part, { folder: unpackFolder, signal: options.signal });
    const before = whole;
    try {
      const report = await importWordPress(db, {
        ...rest,
        file,
        archiveAttachments,
        resume: index === from ? readPartCheckpoint(resume) : undefined,
        saveCheckpoint:
          saveCheckpoint &&
          ((tx, checkpoint) => saveCheckpoint(tx, { part: index, before, ...checkpoint }, checkpoint.report.blog.url)),
        onStage: (stage) => onStage?.(parts.length > 1 ? { ...stage, part: index + 1, parts: parts.length } : stage),
        onProgress: (done, total) => onProgress?.(index * total + done, parts.length * total),
      });
      whole = before ? mergeReports(before, report) : report;
      if (index + 1 < parts.length) await saveCheckpoint?.(db, { part: index + 1, before: whole }, report.blog.url);
    } catch (error) {
      throw file === options.file ? error : placeInArchive(error, options.file, { parts, index });
    } finally {
      if (file !== options.file) await rm(file, { force: true });
    }
  }
  if (!whole) throw new Error("The archive has no export.");
  return whole;
}

function readPartCheckpoint(resume: PartsOptions["resume"]): ImportOptions["resume"] {
  if (!resume || resume.checkpoint.position === undefined) return undefined;
  return { checkpoint: resume.checkpoint as ImportCheckpoint, startedAt: resume.startedAt };
}

/** A failure of an unpacked file names the archive and the export in it. */
function placeInArchive(
  error: unknown,
  path: string,
  { parts, index }: { parts: { name: string }[]; index: number },
): unknown {
  if (!(error instanceof ImportFailure) || error.place.path === undefined) return error;
  const part = parts.length > 1 ? parts[index]?.name : undefined;
  const place = { ...error.place, path, importedParts: index, ...(part !== undefined && { part }) };
  return new ImportFailure({ ok: false, ...error.reason }, { ...place, cause: error });
}
