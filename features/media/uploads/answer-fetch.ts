import { z } from "zod";
import { database } from "#db/client.ts";
import { admitViewer } from "#features/members/loaders.ts";
import { opaque } from "#lib/fields.ts";
import { log } from "#lib/log.ts";
import { take } from "#lib/rate-limit.ts";
import { refused } from "#lib/result.ts";
import { findPicture } from "../library/queries.ts";
import { mayUpload } from "../policy.ts";
import { privately, refuse, refuseViewer, uploadedOf } from "./answer.ts";
import { fetchPicture, isTransient } from "./fetch-picture.ts";

/** A pasted article often contains a dozen. */
const fetches = { name: "fetch.member", points: 300, seconds: 3_600 };

const maxAddress = 8_000;
const asked = z.object({ address: opaque(maxAddress, "picture.fetchAddress") });

/**
 * Adds the picture at a pasted address to the library. Takes `{ address }` as JSON and responds like an upload: an `UploadedPicture` or
 * `{ error: { code, message, again } }`; `again` says that the same address may work later.
 */
export async function answerFetch(request: Request): Promise<Response> {
  const viewer = await admitViewer(mayUpload);
  if (typeof viewer === "number") return refuseViewer(viewer);
  const address = readAddress(await request.text());
  if (address === undefined) return refuse(200, refused("picture.fetchAddress"));
  const wait = await take(fetches, `m:${viewer.id}`);
  if (wait > 0)
    return refuse(429, refused("form.tooFast", undefined, { seconds: wait }), { "Retry-After": String(wait) });
  try {
    const stored = await fetchPicture(database(), { address, memberId: viewer.id, signal: request.signal });
    if (!stored.ok && stored.code === "picture.fetchBusy") return refuse(429, stored, { "Retry-After": "2" });
    if (!stored.ok) return refuse(200, stored, {}, isTransient(stored));
    const picture = await findPicture(database(), stored.value.id);
    if (!picture) return refuse(200, refused("picture.gone"), {}, true);
    return Response.json(uploadedOf(picture, stored.value.known), { headers: privately });
  } catch (error) {
    log.error({ err: error }, "A pasted picture could not be stored.");
    return refuse(500, refused("form.failed"));
  }
}

function readAddress(body: string): string | undefined {
  if (body.length > maxAddress + 100) return undefined;
  try {
    return asked.safeParse(JSON.parse(body)).data?.address;
  } catch {
    return undefined;
  }
}
