import { loadOwn } from "#features/members/own/loaders.ts";
import { hintCookie } from "#features/members/sign-in/next-auth.ts";

const hinted = new RegExp(`(?:^|; )${hintCookie}=`);

/** What is the asking member's own on a page (docs/own.md); `viewer` is null for anybody else. Never kept by anyone. */
export async function GET(request: Request): Promise<Response> {
  const own = await loadOwn(request);
  const headers = new Headers({ "Cache-Control": "private, no-store" });
  if (!("status" in own)) {
    // Signed out elsewhere, or for too long: its pages ask no more.
    if (!own.viewer && hinted.test(request.headers.get("cookie") ?? ""))
      headers.set("Set-Cookie", `${hintCookie}=; Path=/; Max-Age=0; SameSite=Lax`);
    return Response.json(own, { headers });
  }
  if (own.retryAfter) headers.set("Retry-After", String(own.retryAfter));
  return Response.json({ status: own.status }, { status: own.status, headers });
}
