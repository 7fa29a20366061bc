import { contributorAction } from "#features/members/gates/actions.ts";
import { admitViewer } from "#features/members/loaders.ts";
import { noPreviousState } from "#lib/action.ts";
import { mayWrite } from "../policy.ts";
import { addressForm } from "../schema.ts";
import { describeAddress } from "./describe.ts";

const lookups = { name: "newsroom.addresses", points: 60, seconds: 600 };

/** Not exported from `actions.ts`: a page sends its actions one after the other, and a slow site would hold up publishing. */
const lookUp = contributorAction({ schema: addressForm, limit: lookups }, async ({ db, input, viewer }) =>
  describeAddress(db, input.address, { client: `member ${viewer.id}` }),
);

/** An address in JSON, with room for escapes. */
const maxBody = 5_000;

/** Describes the address in the body (a JSON string): `{ kind, title … }`, or null if nothing is known about it. 401 and 403 as for saving. */
export async function answerAddress(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await admitViewer(mayWrite);
  if (typeof viewer === "number") return Response.json({}, { status: viewer, headers });
  const form = new FormData();
  form.set("address", addressIn(await request.text()));
  const answer = await lookUp(noPreviousState, form);
  return Response.json(answer.status === "done" ? answer.value : null, { headers });
}

function addressIn(body: string): string {
  try {
    const sent: unknown = body.length > maxBody ? undefined : JSON.parse(body);
    return typeof sent === "string" ? sent : "";
  } catch {
    return "";
  }
}
