import { Readable } from "node:stream";
import { redirect } from "next/navigation";
import { database } from "#db/client.ts";
import { getViewer } from "#features/auth/loaders.ts";
import { isRecentSignIn } from "#features/members/rules.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { createExportArchive } from "./archive.ts";

/** Each export reads everything that the member wrote. */
const exportLimit = { name: "export.member", points: 5, seconds: 3_600 };

/** Serves the viewer's archive. The page server renders 401 and 429; a viewer without a recent sign-in is redirected to sign in again. */
export async function serveExport(): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store", "Content-Type": "text/html; charset=utf-8" };
  const viewer = await getViewer();
  if (!viewer) return new Response("", { status: 401, headers });
  if (!isRecentSignIn(viewer.signedInAt)) redirect("/account/data");
  const wait = await consumeRateLimit(exportLimit, String(viewer.id));
  if (wait > 0) return new Response("", { status: 429, headers: { ...headers, "Retry-After": String(wait) } });
  const archive = await createExportArchive(database(), viewer.id);
  if (!archive) return new Response("", { status: 401, headers });
  return new Response(Readable.toWeb(archive) as ReadableStream<Uint8Array>, {
    headers: {
      ...headers,
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${viewer.handle}.zip"`,
    },
  });
}
