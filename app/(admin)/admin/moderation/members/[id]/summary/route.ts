import { loadMemberSummary } from "#features/moderation/member-record/loaders.ts";

/** A member as the queue's third pane shows them: moderators only, kept by nobody. */
export async function GET(_request: Request, { params }: RouteContext<"/admin/moderation/members/[id]/summary">) {
  const summary = await loadMemberSummary((await params).id);
  const headers = { "Cache-Control": "private, no-store" };
  return "status" in summary
    ? Response.json({ status: summary.status }, { status: summary.status, headers })
    : Response.json(summary, { headers });
}
