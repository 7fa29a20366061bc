import { clearedHintCookie } from "#features/auth/sessions/session-cookies.ts";
import { loadViewerData } from "#features/viewer-data/loaders.ts";

/**
 * The requesting member's own data on a page (docs/viewer-data.md); `viewer` is null for anybody else. Never cached.
 */
export async function GET(request: Request): Promise<Response> {
  const viewerData = await loadViewerData(request);
  const headers = new Headers({ "Cache-Control": "private, no-store" });
  if (!("status" in viewerData)) {
    // Signed out elsewhere, or for too long: the page's further requests stop.
    const clearedHint = viewerData.viewer ? undefined : clearedHintCookie(request.headers.get("cookie"));
    if (clearedHint) headers.set("Set-Cookie", clearedHint);
    return Response.json(viewerData, { headers });
  }
  if (viewerData.retryAfter) headers.set("Retry-After", String(viewerData.retryAfter));
  return Response.json({ status: viewerData.status }, { status: viewerData.status, headers });
}
