import { type Database, database } from "#db/client.ts";
import { admitViewer } from "#features/members/loaders.ts";
import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { refusalSentences } from "#i18n/refusals.ts";
import { log } from "#lib/log.ts";
import { take } from "#lib/rate-limit.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { replacePicture } from "../library/mutations.ts";
import { findPicture, type LibraryPicture, listPictures } from "../library/queries.ts";
import { storeImage } from "../mutations.ts";
import { mayUpload } from "../policy.ts";
import { isMediaId, mediaSrc, mostBytes } from "../rules.ts";
import { BrokenForm, type ReceivedFile, receiveForm } from "./receive.ts";
import { incomingFolder } from "./sweep.ts";
import type { UploadedPicture } from "./uploaded.ts";

/** Each costs a second of one core. A reporter comes home with some hundred pictures. */
const uploads = { name: "upload.member", points: 600, seconds: 3_600 };

/**
 * Takes pictures into the library: `multipart/form-data` with one file or several. To scripts (`Accept: application/json`) it answers an
 * `UploadedPicture`, or `{ error: { code, message } }`; of several files `{ files }`, one of these each. To a form it answers with the page
 * that shows what came of it.
 */
export async function answerUpload(request: Request): Promise<Response> {
  const json = /\bapplication\/json\b/.test(request.headers.get("accept") ?? "");
  const viewer = await admitViewer(mayUpload);
  if (typeof viewer === "number") return json ? refuseViewer(viewer) : page(viewer);
  const wait = await take(uploads, `m:${viewer.id}`);
  if (wait > 0) {
    const headers = { "Retry-After": String(wait) };
    return json ? refuse(429, refused("form.tooFast", undefined, { seconds: wait }), headers) : page(429, headers);
  }
  try {
    const type = request.headers.get("content-type") ?? "";
    return await receiveForm(request.body, type, incomingFolder(), async ({ files, fields }) => {
      if (fields.replace !== undefined) return await replace(viewer, fields, files[0]);
      const outcomes = [];
      for (const file of files) outcomes.push({ file, result: await keep(database(), file, viewer.id) });
      return json ? sayToScript(outcomes.map(({ result }) => result)) : showToPerson(outcomes);
    });
  } catch (error) {
    if (error instanceof BrokenForm)
      return json ? refuse(400, refused("picture.cutShort")) : showToPerson([], "picture.cutShort");
    log.error({ err: error }, "An upload failed.");
    const code = isFull(error) ? "picture.noRoom" : "form.failed";
    return json ? refuse(isFull(error) ? 507 : 500, refused(code)) : showToPerson([], code);
  }
}

/** Puts a file in the place of the picture that the form names, and shows what came of it on that picture's page. */
async function replace(
  viewer: Viewer,
  fields: Record<string, string>,
  file: ReceivedFile | undefined,
): Promise<Response> {
  const id = isMediaId(fields.replace) ? fields.replace : undefined;
  if (!id) return showToPerson([], "picture.gone");
  const said = new URLSearchParams();
  const result = await tryReplace();
  said.set(result.ok ? "replaced" : "refused", result.ok ? "1" : result.code);
  return new Response(null, { status: 303, headers: { ...privately, Location: `/admin/media/${id}?${said}#replace` } });

  async function tryReplace(): Promise<Result<unknown>> {
    if (!file) return refused("picture.missing");
    if (file.tooLarge) return refused("picture.tooLarge");
    const version = Number(fields.version);
    return replacePicture(database(), viewer, id ?? "", version, { bytes: file, originalName: file.name });
  }
}

/** Puts one file into the library and tells what it is there. */
async function keep(db: Database, file: ReceivedFile, uploaderId: number): Promise<Result<UploadedPicture>> {
  if (file.tooLarge) return refused("picture.tooLarge", undefined, { megabytes: mostBytes / 1024 / 1024 });
  const stored = await storeImage(db, { bytes: file, originalName: file.name, uploaderId });
  if (!stored.ok) return stored;
  const picture = await findPicture(db, stored.value.id);
  if (!picture) return refused("picture.gone");
  return ok(uploadedOf(picture, stored.value.known));
}

/** A picture of the library, as sent to scripts. */
export function uploadedOf(picture: LibraryPicture, known: boolean): UploadedPicture {
  const { id, width, height, revision, alt, caption, credit, licence, animated, originalName } = picture;
  const src = mediaSrc(id, 320, "webp", revision);
  return { id, width, height, revision, alt, caption, credit, licence, animated, originalName, src, known };
}

/** Responses are for one member only. */
export const privately = { "Cache-Control": "private, no-store" };

function sayToScript(results: Result<UploadedPicture>[]): Response {
  const [first, ...others] = results;
  // A refusal of what was sent is shown in its own form: a 200 (the contract's status codes), but too large is too large.
  if (!first) return refuse(200, refused("picture.missing"));
  if (others.length > 0)
    return Response.json({ files: results.map((one) => (one.ok ? one.value : told(one))) }, { headers: privately });
  if (first.ok) return Response.json(first.value, { headers: privately });
  return refuse(first.code === "picture.tooLarge" ? 413 : 200, first);
}

/** A refusal for a script. `again`: a retry may succeed. */
export function refuse(
  status: number,
  refusal: Refusal,
  headers: Record<string, string> = {},
  again?: boolean,
): Response {
  return Response.json(told(refusal, again), { status, headers: { ...privately, ...headers } });
}

/** The refusal of somebody whom `admitViewer` does not admit. */
export function refuseViewer(status: 401 | 403): Response {
  return refuse(status, refused(status === 401 ? "member.signedOut" : "member.forbidden"));
}

function told(refusal: Refusal, again?: boolean) {
  return { error: { code: refusal.code, message: refusalSentences(refusal).join(" "), again } };
}

/** A refusal that has a page of its own, which the page server gives to an empty answer. */
function page(status: number, headers: Record<string, string> = {}): Response {
  return new Response("", {
    status,
    headers: { ...privately, "Content-Type": "text/html; charset=utf-8", ...headers },
  });
}

/** Leads a form without scripts to the picture that it brought, or to the list, which says what came of several. */
function showToPerson(outcomes: { file: ReceivedFile; result: Result<UploadedPicture> }[], code?: string): Response {
  const [first, ...others] = outcomes;
  const headers = new Headers(privately);
  if (first?.result.ok && others.length === 0) headers.set("Location", `/admin/media/${first.result.value.id}`);
  else {
    const said = new URLSearchParams();
    const added = outcomes.filter(({ result }) => result.ok).length;
    if (added > 0) said.set("added", String(added));
    for (const { file, result } of outcomes)
      if (!result.ok) said.append("refused", `${result.code}:${file.name.slice(0, 80)}`);
    if (code) said.append("refused", `${code}:`);
    if (outcomes.length === 0 && !code) said.append("refused", "picture.missing:");
    headers.set("Location", `/admin/media?${said}`);
  }
  return new Response(null, { status: 303, headers });
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** Pictures on one page of a dialog in which one is chosen. */
const chosenFrom = 24;

/**
 * The library for scripts: `?q=WORDS&after=CURSOR`, newest first, `{ pictures, next }`, each an `UploadedPicture`. `next` is the cursor of the
 * following page, absent on the last.
 */
export async function answerSearch(request: Request): Promise<Response> {
  const viewer = await admitViewer(mayUpload);
  if (typeof viewer === "number") return refuseViewer(viewer);
  const { searchParams } = new URL(request.url);
  const words = searchParams.get("q") || undefined;
  const after = searchParams.get("after") || undefined;
  const { pictures, next } = await listPictures(database(), { words, after }, chosenFrom);
  return Response.json({ pictures: pictures.map((one) => uploadedOf(one, true)), next }, { headers: privately });
}
