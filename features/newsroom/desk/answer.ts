import { contributorAction } from "#features/members/gates/actions.ts";
import { getViewer, mayEnter } from "#features/members/loaders.ts";
import { noPreviousState } from "#lib/action.ts";
import { mayWrite } from "../policy.ts";
import { beatForm } from "../schema.ts";
import { saveArticle } from "./actions.ts";
import { readSessionMessage } from "./session-message.ts";
import { sayPresence } from "./submission.ts";

const beats = { name: "newsroom.beats", points: 600, seconds: 600 };

/** Renews, takes over or releases the edit lock for an open editor. Not exported from `actions.ts`: no form calls it. */
const holdArticle = contributorAction({ schema: beatForm, limit: beats }, async ({ db, input, viewer }) =>
  sayPresence(db, viewer, input),
);

/**
 * Handles what an open editor sends: a save, a heartbeat, or both when its page closes (the save first, then the lock is
 * released). One address with a fixed format, so that a page loaded before an upgrade can still save. Answers `{ save, hold }` as the
 * two actions do. Before the body is read: 401 if nobody is signed in, 403 without the role. Somebody with the role who may not enter
 * (banned, or without the second step) gets 403 with the refusals of the actions.
 */
export async function answerSession(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await getViewer();
  if (!viewer) return Response.json({}, { status: 401, headers });
  if (!mayWrite(viewer)) return Response.json({}, { status: 403, headers });
  const mayGoOn = await mayEnter(viewer);
  const sent = readSessionMessage(await request.text());
  if (!sent) return Response.json({}, { status: mayGoOn ? 400 : 403, headers });
  const { save, hold } = sent;
  const saved = save && (await saveArticle(noPreviousState, formOf([...save, ["script", "1"]])));
  const held = hold && (await holdArticle(noPreviousState, formOf(hold)));
  return Response.json({ save: saved ?? null, hold: held ?? null }, { status: mayGoOn ? 200 : 403, headers });
}

function formOf(entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}
