import { contributorAction } from "#features/auth/action-wrappers.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import { mayWrite } from "#features/members/policy.ts";
import { noPreviousState } from "#lib/action.ts";
import { findLinkDetails } from "./queries.ts";
import { linkDetailsForm } from "./schema.ts";

const lookupLimit = { name: "newsroom.addresses", points: 60, seconds: 600 };

/**
 * Not exported from `actions.ts`: a page sends its actions one after the other, so a slow site would delay publishing.
 */
const getLinkDetails = contributorAction(
  { schema: linkDetailsForm, limit: lookupLimit },
  async ({ db, input, viewer }) => findLinkDetails(db, input.address, { client: `member ${viewer.id}` }),
);

/** Room for an address in JSON with escapes. */
const maxRequestLength = 5_000;

/** Describes the address in the body (a JSON string): `{ kind, title … }`, or null if nothing is known about it. 401 and 403 as for saving. */
export async function handleLinkDetails(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await authorizeViewer(mayWrite);
  if (typeof viewer === "number") return Response.json({}, { status: viewer, headers });
  const form = new FormData();
  form.set("address", parseAddress(await request.text()));
  const answer = await getLinkDetails(noPreviousState, form);
  return Response.json(answer.status === "done" ? answer.value : null, { headers });
}

function parseAddress(body: string): string {
  try {
    const sent: unknown = body.length > maxRequestLength ? undefined : JSON.parse(body);
    return typeof sent === "string" ? sent : "";
  } catch {
    return "";
  }
}
