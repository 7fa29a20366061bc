import { type Database, database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { log } from "#lib/log/log.ts";
import { isMediaId, mediaSrc } from "#lib/media-path.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { isDiskFull } from "#lib/storage/disk-errors.ts";
import { replacePicture } from "../library/mutations.ts";
import { findPicture, type LibraryPicture, listPictures } from "../library/queries.ts";
import { storeImage } from "../mutations.ts";
import { mayUpload } from "../policy.ts";
import { maxUploadBytes } from "../rules.ts";
import { MalformedForm, type ReceivedFile, receiveMultipart } from "./receive-multipart.ts";
import { getSpoolFolder } from "./spool-folder.ts";
import type { UploadedPicture } from "./uploaded-picture.ts";

/** Each upload takes a second of one core. A reporter may return with a few hundred pictures. */
const uploadRateLimit = { name: "upload.member", points: 600, seconds: 3_600 };

/**
 * Adds pictures to the library: `multipart/form-data` with one file or several. Scripts (`Accept: application/json`)
 * get an `UploadedPicture`, or `{ error: { code, message } }`; for several files `{ files }`, one of these each. A form
 * is redirected to the page that shows the result.
 */
export async function handleUpload(request: Request): Promise<Response> {
  const json = /\bapplication\/json\b/.test(request.headers.get("accept") ?? "");
  const viewer = await authorizeViewer(mayUpload);
  if (typeof viewer === "number") return json ? respondNotAdmitted(viewer) : respondWithErrorPage(viewer);
  const wait = await consumeRateLimit(uploadRateLimit, `m:${viewer.id}`);
  if (wait > 0) {
    const headers = { "Retry-After": String(wait) };
    return json
      ? respondWithRefusal(429, refused("form.tooFast", undefined, { seconds: wait }), headers)
      : respondWithErrorPage(429, headers);
  }
  try {
    const type = request.headers.get("content-type") ?? "";
    return await receiveMultipart(request.body, type, getSpoolFolder(), async ({ files, fields }) => {
      if (fields.replace !== undefined) return await replace(viewer, fields, files[0]);
      const outcomes = [];
      for (const file of files) outcomes.push({ file, result: await storeUpload(database(), file, viewer.id) });
      return json ? respondToScript(outcomes.map(({ result }) => result)) : redirectAfterUpload(outcomes);
    });
  } catch (error) {
    if (error instanceof MalformedForm)
      return json ? respondWithRefusal(400, refused("picture.cutShort")) : redirectAfterUpload([], "picture.cutShort");
    log.error({ err: error }, "An upload failed.");
    const code = isDiskFull(error) ? "picture.noRoom" : "form.failed";
    return json ? respondWithRefusal(isDiskFull(error) ? 507 : 500, refused(code)) : redirectAfterUpload([], code);
  }
}

/**
 * Replaces the file of the picture that the form names, and redirects to that picture's page, which shows the result.
 */
async function replace(
  viewer: Viewer,
  fields: Record<string, string>,
  file: ReceivedFile | undefined,
): Promise<Response> {
  const id = isMediaId(fields.replace) ? fields.replace : undefined;
  if (!id) return redirectAfterUpload([], "picture.gone");
  const query = new URLSearchParams();
  const result = await tryReplace();
  query.set(result.ok ? "replaced" : "refused", result.ok ? "1" : result.code);
  return new Response(null, {
    status: 303,
    headers: { ...privateHeaders, Location: `/admin/media/${id}?${query}#replace` },
  });

  async function tryReplace(): Promise<Result<unknown>> {
    if (!file) return refused("picture.missing");
    if (file.tooLarge) return refused("picture.tooLarge");
    const version = Number(fields.version);
    return replacePicture(database(), viewer, id ?? "", version, { bytes: file, originalName: file.name });
  }
}

/** Stores one file in the library and describes it. */
async function storeUpload(db: Database, file: ReceivedFile, uploaderId: number): Promise<Result<UploadedPicture>> {
  if (file.tooLarge) return refused("picture.tooLarge", undefined, { megabytes: maxUploadBytes / 1024 / 1024 });
  const stored = await storeImage(db, { bytes: file, originalName: file.name, uploaderId });
  if (!stored.ok) return stored;
  const picture = await findPicture(db, stored.value.id);
  if (!picture) return refused("picture.gone");
  return ok(toUploadedPicture(picture, stored.value.known));
}

/** Describes a picture of the library for scripts. */
export function toUploadedPicture(picture: LibraryPicture, known: boolean): UploadedPicture {
  const { id, width, height, revision, alt, caption, credit, licence, animated, originalName } = picture;
  const src = mediaSrc(id, 320, "webp", revision);
  return { id, width, height, revision, alt, caption, credit, licence, animated, originalName, src, known };
}

/** Responses are for one member only. */
export const privateHeaders = { "Cache-Control": "private, no-store" };

function respondToScript(results: Result<UploadedPicture>[]): Response {
  const [first, ...others] = results;
  // A refusal is shown in the form: a 200 (the contract's status codes), except for a body that is too large.
  if (!first) return respondWithRefusal(200, refused("picture.missing"));
  if (others.length > 0)
    return Response.json(
      { files: results.map((one) => (one.ok ? one.value : toErrorBody(one))) },
      { headers: privateHeaders },
    );
  if (first.ok) return Response.json(first.value, { headers: privateHeaders });
  return respondWithRefusal(first.code === "picture.tooLarge" ? 413 : 200, first);
}

/** A refusal for a script. `again`: a retry may succeed. */
export function respondWithRefusal(
  status: number,
  refusal: Refusal,
  headers: Record<string, string> = {},
  again?: boolean,
): Response {
  return Response.json(toErrorBody(refusal, again), { status, headers: { ...privateHeaders, ...headers } });
}

/** Refuses a member whom `authorizeViewer` does not admit. */
export function respondNotAdmitted(status: 401 | 403): Response {
  return respondWithRefusal(status, refused(status === 401 ? "member.signedOut" : "member.forbidden"));
}

function toErrorBody(refusal: Refusal, again?: boolean) {
  return { error: { code: refusal.code, message: refusalMessages(refusal).join(" "), again } };
}

/** An empty response with this status, to which the page server adds its error page. */
function respondWithErrorPage(status: number, headers: Record<string, string> = {}): Response {
  return new Response("", {
    status,
    headers: { ...privateHeaders, "Content-Type": "text/html; charset=utf-8", ...headers },
  });
}

/** Redirects a form without scripts to its picture, or, after several files, to the list with their results. */
function redirectAfterUpload(
  outcomes: { file: ReceivedFile; result: Result<UploadedPicture> }[],
  code?: string,
): Response {
  const [first, ...others] = outcomes;
  const headers = new Headers(privateHeaders);
  if (first?.result.ok && others.length === 0) headers.set("Location", `/admin/media/${first.result.value.id}`);
  else {
    const query = new URLSearchParams();
    const added = outcomes.filter(({ result }) => result.ok).length;
    if (added > 0) query.set("added", String(added));
    for (const { file, result } of outcomes)
      if (!result.ok) query.append("refused", `${result.code}:${file.name.slice(0, 80)}`);
    if (code) query.append("refused", `${code}:`);
    if (outcomes.length === 0 && !code) query.append("refused", "picture.missing:");
    headers.set("Location", `/admin/media?${query}`);
  }
  return new Response(null, { status: 303, headers });
}

/** Pictures per page of the picker dialog. */
const picturesPerPickerPage = 24;

/**
 * Searches the library for scripts: `?q=WORDS&after=CURSOR`, newest first, `{ pictures, next }`, each an
 * `UploadedPicture`. `next` is the cursor of the next page, absent on the last.
 */
export async function handleLibrarySearch(request: Request): Promise<Response> {
  const viewer = await authorizeViewer(mayUpload);
  if (typeof viewer === "number") return respondNotAdmitted(viewer);
  const { searchParams } = new URL(request.url);
  const words = searchParams.get("q") || undefined;
  const after = searchParams.get("after") || undefined;
  const { pictures, next } = await listPictures(database(), { words, after }, picturesPerPickerPage);
  return Response.json(
    { pictures: pictures.map((one) => toUploadedPicture(one, true)), next },
    { headers: privateHeaders },
  );
}
