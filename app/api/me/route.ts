import { clearedHintCookie } from "#features/auth/cookies.ts";
import { loadViewerData } from "#features/viewer-data/loaders.ts";

/**
 * The requesting member's own data on a page (docs/viewer-data.md); `viewer` is null for anybody else. Never cached.
 */
export async function GET(request: Request): Promise<Response> {
  const own = await loadViewerData(request);
  const headers = new Headers({ "Cache-Control": "private, no-store" });
  if (!("status" in own)) {
    // Signed out elsewhere, or for too long: the page's further requests stop.
    const taken = own.viewer ? undefined : clearedHintCookie(request.headers.get("cookie"));
    if (taken) headers.set("Set-Cookie", taken);
    return Response.json(own, { headers });
  }
  if (own.retryAfter) headers.set("Retry-After", String(own.retryAfter));
  return Response.json({ status: own.status }, { status: own.status, headers });
}
