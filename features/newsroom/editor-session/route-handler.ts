import { contributorAction } from "#features/auth/action-wrappers.ts";
import { getViewer, mayEnterAdmin } from "#features/auth/loaders.ts";
import { mayWrite } from "#features/members/policy.ts";
import { noPreviousState } from "#lib/action.ts";
import { saveArticle } from "../drafts/actions.ts";
import { updateEditLock } from "../drafts/submit.ts";
import { heartbeatForm } from "../schema.ts";
import { readSessionMessage } from "./session-message.ts";

const heartbeatLimit = { name: "newsroom.beats", points: 600, seconds: 600 };

/** Renews, takes over or releases the edit lock for an open editor. Not exported from `actions.ts`: no form calls it. */
const renewEditLock = contributorAction(
  { schema: heartbeatForm, limit: heartbeatLimit },
  async ({ db, input, viewer }) => updateEditLock(db, viewer, input),
);

/**
 * Handles the requests of an open editor: a save, a heartbeat, or both when its page closes (the save first, then the
 * lock is released). The address and its format are fixed, so that a page loaded before an upgrade can still save.
 * Responds with `{ save, hold }`, the results of the two actions. Before the body is read: 401 if nobody is signed in,
 * 403 without the role. A member with the role who may not enter (banned, or without the second step) gets 403 with the
 * actions' refusals.
 */
export async function handleEditorSession(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await getViewer();
  if (!viewer) return Response.json({}, { status: 401, headers });
  if (!mayWrite(viewer)) return Response.json({}, { status: 403, headers });
  const mayGoOn = await mayEnterAdmin(viewer);
  const sent = readSessionMessage(await request.text());
  if (!sent) return Response.json({}, { status: mayGoOn ? 400 : 403, headers });
  const { save, hold } = sent;
  const saved = save && (await saveArticle(noPreviousState, toFormData([...save, ["script", "1"]])));
  const lockState = hold && (await renewEditLock(noPreviousState, toFormData(hold)));
  return Response.json({ save: saved ?? null, hold: lockState ?? null }, { status: mayGoOn ? 200 : 403, headers });
}

function toFormData(entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}
