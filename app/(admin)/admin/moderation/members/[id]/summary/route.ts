import { loadMemberSummary } from "#features/moderation/member-record/loaders.ts";
import type { SentMemberSummary } from "#features/moderation/member-record/summary.ts";

/** A member's summary for the queue's third pane: moderators only, never cached. */
export async function GET(_request: Request, { params }: RouteContext<"/admin/moderation/members/[id]/summary">) {
  const summary = await loadMemberSummary((await params).id);
  const headers = { "Cache-Control": "private, no-store" };
  if ("status" in summary) return Response.json({ status: summary.status }, { status: summary.status, headers });
  const { noActionsReason, ...others } = summary;
  const sent: SentMemberSummary = { ...others, barred: noActionsReason };
  return Response.json(sent, { headers });
}
