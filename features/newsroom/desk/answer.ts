import { getViewer } from "#features/members/loaders.ts";
import { idle } from "#lib/action.ts";
import { holdArticle, saveArticle } from "./actions.ts";
import { readSessionMessage } from "./session-message.ts";

/**
 * Handles what an open editor sends: a save, a heartbeat, or both when its page closes (the save first, then the lock is
 * released). One address with a fixed format, so that a page loaded before an upgrade can still save. Answers `{ save, hold }` as the
 * two actions do, or 401, before the body is read, if nobody is signed in.
 */
export async function answerSession(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  if (!(await getViewer())) return Response.json({}, { status: 401, headers });
  const sent = readSessionMessage(await request.text());
  if (!sent) return Response.json({}, { status: 400, headers });
  const { save, hold } = sent;
  const saved = save && (await saveArticle(idle, formOf([...save, ["script", "1"]])));
  const held = hold && (await holdArticle(idle, formOf(hold)));
  return Response.json({ save: saved ?? null, hold: held ?? null }, { headers });
}

function formOf(entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}
