import { getViewer } from "#features/members/loaders.ts";

/** What is the asking member's own on a page; `viewer` is null for anybody else. Never kept by anyone. */
export async function GET(): Promise<Response> {
  const viewer = await getViewer();
  const own = viewer && { name: viewer.name, handle: viewer.handle, role: viewer.role };
  return Response.json({ viewer: own ?? null }, { headers: { "Cache-Control": "private, no-store" } });
}
