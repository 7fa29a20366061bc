import { rm } from "node:fs/promises";
import { join } from "node:path";
import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { env } from "#lib/env.ts";
import { cleanText } from "#lib/html/clean-text.ts";
import { log } from "#lib/log/log.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { type Refusal, type Result, refused } from "#lib/result.ts";
import { isDiskFull } from "#lib/storage/disk-errors.ts";
import { readExport } from "../export/reader.ts";
import { createRun } from "./mutations.ts";
import { receiveForm } from "./receive-form.ts";
import { importAdminPath, importRunPath, type UploadOptions } from "./rules.ts";
import { finishSchema, pieceHeaders, readFormOptions } from "./schema.ts";
import { appendPiece, finishUpload, readUploadedSize, uploadedExportsFolder } from "./uploaded-files.ts";

/** A file of 5 GB has 625 pieces, and a lost connection repeats some. */
const uploadRateLimit = { name: "import.upload", points: 2_000, seconds: 3_600 };

const privateHeaders = { "Cache-Control": "private, no-store" };

/**
 * Receives an export. Three kinds of requests: a form without scripts (`multipart/form-data`, the whole file and the
 * options), redirected to the run's page; a piece of a file (`application/octet-stream`, with the headers `Upload-Key`,
 * `Upload-Offset` and `Upload-Total`), answered with `{ received }`; and the end of the pieces (JSON), answered with
 * `{ location }`. Refusals to scripts are `{ error: { code, message } }`.
 */
export async function handleExportUpload(request: Request): Promise<Response> {
  const type = request.headers.get("content-type") ?? "";
  const isForm = /^multipart\/form-data\b/i.test(type);
  const viewer = await authorizeViewer(({ role }) => role === "admin");
  if (typeof viewer === "number")
    return isForm
      ? errorPage(viewer)
      : refuseScript(viewer, refused(viewer === 401 ? "member.signedOut" : "member.forbidden"));
  const wait = await consumeRateLimit(uploadRateLimit, `m:${viewer.id}`);
  if (wait > 0) {
    const headers = { "Retry-After": String(wait) };
    return isForm
      ? errorPage(429, headers)
      : refuseScript(429, refused("form.tooFast", undefined, { seconds: wait }), headers);
  }
  try {
    if (isForm) return await receiveWholeForm(request, type, viewer);
    if (/^application\/octet-stream\b/i.test(type)) return await receivePiece(request, viewer);
    return await finishPieces(request, viewer);
  } catch (error) {
    log.error({ err: error }, "The upload of an export failed.");
    const refusal = refused(isDiskFull(error) ? "import.noRoom" : "import.cutShort");
    return isForm ? backToForm(refusal) : refuseScript(isDiskFull(error) ? 507 : 500, refusal);
  }
}

async function receivePiece(request: Request, viewer: Viewer): Promise<Response> {
  const headers = pieceHeaders.safeParse({
    key: request.headers.get("upload-key"),
    offset: request.headers.get("upload-offset"),
    total: request.headers.get("upload-total"),
  });
  if (!headers.success) return refuseScript(400, refused("form.failed"));
  const folder = uploadedExportsFolder(env().DATA_DIR);
  const { key, offset, total } = headers.data;
  if (!request.body) return answerScript({ received: await readUploadedSize(folder, viewer.id, key) });
  const piece = { memberId: viewer.id, key, offset, total, body: request.body };
  const appended = await appendPiece(folder, piece);
  if (!appended.ok) return refuseScript(appended.code === "import.tooLarge" ? 413 : 507, appended);
  return answerScript({ received: appended.value });
}

async function finishPieces(request: Request, viewer: Viewer): Promise<Response> {
  const input = finishSchema.safeParse(await request.json().catch(() => undefined));
  if (!input.success) return refuseScript(200, refused("import.options"));
  const { key, total, name, ...options } = input.data;
  const folder = uploadedExportsFolder(env().DATA_DIR);
  const file = await finishUpload(folder, { memberId: viewer.id, key, total });
  if (file === undefined) return refuseScript(200, refused("import.cutShort"));
  const created = await createCheckedRun(folder, { source: name, file, bytes: total, options, by: viewer.id });
  return created.ok ? answerScript({ location: importRunPath(created.value) }) : refuseScript(200, created);
}

async function receiveWholeForm(request: Request, type: string, viewer: Viewer): Promise<Response> {
  if (!request.body) return backToForm(refused("import.fileMissing"));
  const folder = uploadedExportsFolder(env().DATA_DIR);
  const received = await receiveForm(request.body, type, folder);
  if (!received.ok) return backToForm(received);
  const { file, name, bytes, fields } = received.value;
  const options = readFormOptions(fields);
  if (!options) {
    await rm(join(folder, file), { force: true });
    return backToForm(refused("import.options"));
  }
  const created = await createCheckedRun(folder, {
    source: cleanText(name).slice(0, 1_000),
    file,
    bytes,
    options,
    by: viewer.id,
  });
  if (!created.ok) return backToForm(created);
  return new Response(null, { status: 303, headers: { ...privateHeaders, Location: importRunPath(created.value) } });
}

/** Creates the run if the file begins as an export does; removes the file otherwise. */
async function createCheckedRun(
  folder: string,
  run: { source: string; file: string; bytes: number; options: UploadOptions; by: number },
): Promise<Result<number>> {
  const path = join(folder, run.file);
  const created = (await isExport(path)) ? await createRun(database(), run) : refused("import.notAnExport");
  if (!created.ok) await rm(path, { force: true });
  return created;
}

/** Whether a file begins as an export; the import itself reads the whole of it before it writes anything. */
async function isExport(path: string): Promise<boolean> {
  try {
    for await (const entry of readExport(path, { light: true })) if (entry.kind === "channel") return true;
  } catch {
    return false;
  }
  return false;
}

const answerScript = (answer: object) => Response.json(answer, { headers: privateHeaders });

function refuseScript(status: number, refusal: Refusal, headers: Record<string, string> = {}): Response {
  const error = { code: refusal.code, message: refusalMessages(refusal).join(" ") };
  return Response.json({ error }, { status, headers: { ...privateHeaders, ...headers } });
}

function errorPage(status: number, headers: Record<string, string> = {}): Response {
  return new Response("", {
    status,
    headers: { ...privateHeaders, "Content-Type": "text/html; charset=utf-8", ...headers },
  });
}

/** The form's page says why. */
function backToForm(refusal: Refusal): Response {
  const location = `${importAdminPath}?${new URLSearchParams({ refused: refusal.code })}`;
  return new Response(null, { status: 303, headers: { ...privateHeaders, Location: location } });
}
