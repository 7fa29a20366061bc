import type { IncomingHttpHeaders } from "node:http";
import { readSessionIdentity } from "#features/auth/sessions/session-identity.ts";
import { postCommentAction, reactAction } from "#features/comments/actions.ts";
import { rateAction } from "#features/ratings/actions.ts";
import { reportCommentAction } from "#features/reports/actions.ts";
import { noPreviousState, type ServerAction } from "#lib/action.ts";
import { type RequestHeaders, runForClient } from "#lib/cache/request-context.ts";
import type { ActionCall } from "../page-cache/next/action-call.ts";
import { readRedirect } from "../page-cache/next/action-redirect.ts";

interface MemberAction {
  run: ServerAction<unknown>;
  /** Sent as a form, a success is a redirect, which needs no page either. */
  redirects?: true;
}

/** The actions that members call most, by their names in Next's manifest. For a member none reads or sets a cookie. */
const memberActions: Readonly<Record<string, MemberAction>> = {
  "features/comments/actions.ts#postCommentAction": { run: postCommentAction, redirects: true },
  "features/comments/actions.ts#reactAction": { run: reactAction, redirects: true },
  "features/ratings/actions.ts#rateAction": { run: rateAction },
  "features/reports/actions.ts#reportCommentAction": { run: reportCommentAction },
};

/** The outcome of an action: a plain result, or the address to which it redirects. */
export type ActionOutcome = { result: object } | { address: string };

/** The name of an action in the build's manifest, and its call. */
export type MemberCall = ActionCall & { name: string | undefined };

/**
 * Runs a call of one of the most frequent actions in plain Node, without Next (docs/decisions/045). Resolves to undefined
 * if Next must run it: another action, a sender without a session or with a password, or a form whose response is always
 * a page.
 */
export async function runMemberAction(
  call: MemberCall,
  headers: IncomingHttpHeaders,
): Promise<ActionOutcome | undefined> {
  const action = call.name === undefined ? undefined : memberActions[call.name];
  if (!action || (!call.byScript && !action.redirects)) return undefined;
  if (call.fields.some(([name, text]) => name === "password" && text !== "")) return undefined;
  if (!(await readSessionIdentity(headers.cookie))) return undefined;
  const form = new FormData();
  for (const [name, text] of call.fields) form.append(name, text);
  try {
    return {
      result: await runForClient({ headers: toRequestHeaders(headers) }, () => action.run(noPreviousState, form)),
    };
  } catch (error) {
    const address = readRedirect(error);
    // None of these actions redirects a script.
    if (address === undefined || call.byScript) throw error;
    return { address };
  }
}

function toRequestHeaders(headers: IncomingHttpHeaders): RequestHeaders {
  const read = (name: string) => {
    const value = headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(", ") : (value ?? null);
  };
  return { get: read, has: (name) => read(name) !== null };
}
