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
import { beginsAsExport } from "../archives/unpack.ts";
import { readExport } from "../export/reader.ts";
import { ImportFailure } from "../import-reason.ts";
import { isSiteAddress, parseSiteAddress } from "../live-site/site-address.ts";
import { createRun } from "./mutations.ts";
import { drainBody, receiveForm, receiveJson } from "./receive-form.ts";
import { importAdminPath, importRunPath, type UploadOptions } from "./rules.ts";
import { finishSchema, pieceHeaders, readFormOptions, siteSchema } from "./schema.ts";
import { appendPiece, finishUpload, readUploadedSize, uploadedExportsFolder } from "./uploaded-files.ts";

/** A file of 5 GB has 625 pieces, and a lost connection repeats some. */
const uploadRateLimit = { name: "import.upload", points: 2_000, seconds: 3_600 };

/** Of several nodes, each piece of a file may reach another one, and the worker that imports it yet another. */
const receivesFiles = () => !env().VIGIE_CLUSTER;

const privateHeaders = { "Cache-Control": "private, no-store" };

/**
 * Receives an export. Three kinds of requests: a form without scripts (`multipart/form-data`, the whole file and the
 * options), redirected to the run's page; a piece of a file (`application/octet-stream`, with the headers `Upload-Key`,
 * `Upload-Offset` and `Upload-Total`), answered with `{ received }`; and the end of the pieces, or a site's address
 * (JSON), answered with `{ location }`. Refusals to scripts are `{ error: { code, message } }`.
 */
export async function handleExportUpload(request: Request): Promise<Response> {
  const response = await answerUpload(request);
  await drainBody(request.body);
  return response;
}

async function answerUpload(request: Request): Promise<Response> {
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
  if (!receivesFiles()) return refuseScript(200, refused("import.severalNodes"));
  const folder = uploadedExportsFolder(env().DATA_DIR);
  const { key, offset, total } = headers.data;
  if (!request.body) return answerScript({ received: await readUploadedSize(folder, viewer.id, key) });
  const piece = { memberId: viewer.id, key, offset, total, body: request.body };
  const appended = await appendPiece(folder, piece);
  if (!appended.ok) return refuseScript(appended.code === "import.tooLarge" ? 413 : 507, appended);
  return answerScript({ received: appended.value });
}

async function finishPieces(request: Request, viewer: Viewer): Promise<Response> {
  const sent = await receiveJson(request.body);
  const site = siteSchema.safeParse(sent);
  if (site.success) {
    const { address, ...options } = site.data;
    const created = await createSiteRun(address, options, viewer.id);
    return created.ok ? answerScript({ location: importRunPath(created.value) }) : refuseScript(200, created);
  }
  const input = finishSchema.safeParse(sent);
  if (!input.success) return refuseScript(200, refused("import.options"));
  if (!receivesFiles()) return refuseScript(200, refused("import.severalNodes"));
  const { key, total, name, ...options } = input.data;
  const folder = uploadedExportsFolder(env().DATA_DIR);
  const file = await finishUpload(folder, { memberId: viewer.id, key, total });
  if (file === undefined) return refuseScript(200, refused("import.cutShort"));
  const created = await createCheckedRun(folder, {
    source: name,
    origin: { file },
    bytes: total,
    options,
    by: viewer.id,
  });
  return created.ok ? answerScript({ location: importRunPath(created.value) }) : refuseScript(200, created);
}

async function receiveWholeForm(request: Request, type: string, viewer: Viewer): Promise<Response> {
  if (!request.body) return backToForm(refused("import.sourceMissing"));
  const folder = uploadedExportsFolder(env().DATA_DIR);
  const received = await receiveForm(request.body, type, folder, receivesFiles() ? undefined : 0);
  if (!received.ok) return backToForm(receivesFiles() ? received : refused("import.severalNodes"));
  const { file, fields } = received.value;
  const options = readFormOptions(fields);
  if (!options) {
    await rm(join(folder, file), { force: true });
    return backToForm(refused("import.options"));
  }
  const created = await createFormRun(folder, { ...received.value, options, by: viewer.id });
  if (!created.ok) return backToForm(created);
  return new Response(null, { status: 303, headers: { ...privateHeaders, Location: importRunPath(created.value) } });
}

/** Of a form without scripts: one of its two fields is filled in. */
async function createFormRun(
  folder: string,
  form: {
    file: string;
    name: string;
    bytes: number;
    fields: Record<string, string>;
    options: UploadOptions;
    by: number;
  },
): Promise<Result<number>> {
  const { file, bytes, options, by } = form;
  const address = cleanText(form.fields.address ?? "").trim();
  if (bytes === 0 && address !== "") return createSiteRun(address, options, by);
  const source = cleanText(form.name).slice(0, 1_000);
  if (bytes === 0) return refused(source === "" ? "import.sourceMissing" : "import.empty");
  if (address === "") return createCheckedRun(folder, { source, origin: { file }, bytes, options, by });
  await rm(join(folder, file), { force: true });
  return refused("import.sourceTwice");
}

/** Creates the run of a live site. An address without "https://" is one too. */
async function createSiteRun(text: string, options: UploadOptions, by: number): Promise<Result<number>> {
  const refusal = refused("import.notAnAddress", undefined, { address: text.slice(0, 200) });
  // Of another scheme.
  if (!isSiteAddress(text) && text.includes("://")) return refusal;
  try {
    const address = parseSiteAddress(isSiteAddress(text) ? text : `https://${text}`).href;
    return await createRun(database(), { source: address, origin: { address }, bytes: 0, options, by });
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    return error.reason.code === refusal.code ? refusal : { ok: false, ...error.reason };
  }
}

/** Creates the run if the file begins as an export does; removes the file otherwise. */
async function createCheckedRun(
  folder: string,
  run: { source: string; origin: { file: string }; bytes: number; options: UploadOptions; by: number },
): Promise<Result<number>> {
  const path = join(folder, run.origin.file);
  const refusal = await findFileRefusal(path);
  const created = refusal ?? (await createRun(database(), run));
  if (!created.ok) await rm(path, { force: true });
  return created;
}

/** Bytes in which an export has its first author, term or item: this process serves readers meanwhile. */
const maxCheckedBytes = 4_000_000;

/** Why a file does not begin as an export; the import itself reads the whole of it before it writes anything. */
async function findFileRefusal(path: string): Promise<Refusal | undefined> {
  try {
    if (await beginsAsExport(path)) return undefined;
    for await (const entry of readExport(path, { light: true, maxBytes: maxCheckedBytes }))
      if (entry.kind === "channel") return undefined;
  } catch (error) {
    if (error instanceof ImportFailure && shownRefusals.has(error.reason.code)) return { ok: false, ...error.reason };
  }
  return refused("import.notAnExport");
}

/** What is wrong with a file of the right kind. */
const shownRefusals = new Set([
  "import.archiveBroken",
  "import.archiveEncrypted",
  "import.archiveWithoutExport",
  "import.archiveTooMany",
]);

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
