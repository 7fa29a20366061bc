import { z } from "zod";
import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import { opaque } from "#lib/form-fields.ts";
import { log } from "#lib/log/log.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { refused } from "#lib/result.ts";
import { findPicture } from "../library/queries.ts";
import { mayUpload } from "../policy.ts";
import { fetchPicture, isTransient } from "./fetch-picture.ts";
import { privateHeaders, respondNotAdmitted, respondWithRefusal, toUploadedPicture } from "./route-handlers.ts";

/** A pasted article often contains a dozen. */
const fetchRateLimit = { name: "fetch.member", points: 300, seconds: 3_600 };

const maxAddressLength = 8_000;
const fetchRequest = z.object({ address: opaque(maxAddressLength, "picture.fetchAddress") });

/**
 * Adds the picture at a pasted address to the library. Takes `{ address }` as JSON and responds like an upload: an `UploadedPicture` or
 * `{ error: { code, message, again } }`; `again` says that the same address may work later.
 */
export async function handlePictureFetch(request: Request): Promise<Response> {
  const viewer = await authorizeViewer(mayUpload);
  if (typeof viewer === "number") return respondNotAdmitted(viewer);
  const address = parseAddress(await request.text());
  if (address === undefined) return respondWithRefusal(200, refused("picture.fetchAddress"));
  const wait = await consumeRateLimit(fetchRateLimit, `m:${viewer.id}`);
  if (wait > 0)
    return respondWithRefusal(429, refused("form.tooFast", undefined, { seconds: wait }), {
      "Retry-After": String(wait),
    });
  try {
    const stored = await fetchPicture(database(), { address, memberId: viewer.id, signal: request.signal });
    if (!stored.ok && stored.code === "picture.fetchBusy")
      return respondWithRefusal(429, stored, { "Retry-After": "2" });
    if (!stored.ok) return respondWithRefusal(200, stored, {}, isTransient(stored));
    const picture = await findPicture(database(), stored.value.id);
    if (!picture) return respondWithRefusal(200, refused("picture.gone"), {}, true);
    return Response.json(toUploadedPicture(picture, stored.value.known), { headers: privateHeaders });
  } catch (error) {
    log.error({ err: error }, "A pasted picture could not be stored.");
    return respondWithRefusal(500, refused("form.failed"));
  }
}

function parseAddress(body: string): string | undefined {
  if (body.length > maxAddressLength + 100) return undefined;
  try {
    return fetchRequest.safeParse(JSON.parse(body)).data?.address;
  } catch {
    return undefined;
  }
}
