import type { NextRequest } from "next/server";
import { authorizeViewer } from "#features/auth/loaders.ts";
import { mayPublish } from "#features/members/policy.ts";
import { renderPreview } from "./loaders.ts";
import { forceScheme, readMailPreviewOptions } from "./preview.ts";

/**
 * Responds with an issue's mail as HTML, in the chosen colour scheme, or as text. The page server adds a policy under which nothing runs.
 * Responds with 401 and 403 without a body, to which the page server adds its page.
 */
export async function respondWithPreview(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store", "Content-Type": "text/html; charset=utf-8" };
  const viewer = await authorizeViewer(mayPublish);
  if (typeof viewer === "number") return new Response("", { status: viewer, headers });
  const query = request.nextUrl.searchParams;
  const { scheme, topicIds } = readMailPreviewOptions({
    scheme: query.get("scheme") ?? undefined,
    topic: query.getAll("topic"),
  });
  const mail = await renderPreview((await params).id, topicIds);
  if (!mail) return new Response("", { status: 404, headers });
  return scheme === "text"
    ? new Response(mail.text, { headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" } })
    : new Response(forceScheme(mail.html, scheme), { headers });
}
