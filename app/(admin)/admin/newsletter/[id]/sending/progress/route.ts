import { loadSendingProgress } from "#features/newsletter/sending/loaders.ts";

/** The progress of an issue's sending: editors only, never cached. */
export async function GET(_request: Request, { params }: RouteContext<"/admin/newsletter/[id]/sending/progress">) {
  const progress = await loadSendingProgress((await params).id);
  const headers = { "Cache-Control": "private, no-store" };
  if ("httpStatus" in progress) return Response.json({}, { status: progress.httpStatus, headers });
  return Response.json(progress, { headers });
}
