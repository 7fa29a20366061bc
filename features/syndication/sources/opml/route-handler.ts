import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import { mayPublish } from "#features/members/policy.ts";
import { getSettings } from "#features/settings/cached.ts";
import { writeOpml } from "./write-opml.ts";

/** Responds with the followed feeds as an OPML file, streamed. 401 and 403 as for the pages of sources. */
export async function handleOpmlExport(): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await authorizeViewer(mayPublish);
  if (typeof viewer === "number") return new Response(null, { status: viewer, headers });
  const pieces = writeOpml(database(), (await getSettings())["site.name"]);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      ...headers,
      "Content-Type": "text/x-opml; charset=utf-8",
      "Content-Disposition": 'attachment; filename="sources.opml"',
    },
  });
}
