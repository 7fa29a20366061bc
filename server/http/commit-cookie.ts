import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type CommitPosition, noteCommitsOfRequest, type RequestCommits } from "#db/commit-hooks.ts";
import type { Env } from "#lib/env.ts";
import { isSameSignature, signText } from "#lib/keyed-hash.ts";
import { maxClockDifferenceMs } from "#lib/token-age.ts";
import type { NextHandler } from "../page-cache/next/render.ts";

const purpose = "commit position";
const cookie = /(?:^|;\s*)(?:__Host-)?vigie_commit=(\d{1,10})\.(\d{1,19})\.(\d{1,11})\.([A-Za-z0-9_-]{43})(?:;|$)/;
/** Long before this (seconds) every process has read a change. */
const maxAgeSeconds = 30;

/**
 * Whether a member's next request may be answered without their last change: by another process, from a standby, or by a
 * cache in front, which passes requests with the cookie.
 */
export function needsCommitCookie(env: Pick<Env, "VIGIE_CLUSTER" | "EDGE" | "DATABASE_REPLICA_URLS">): boolean {
  return env.VIGIE_CLUSTER || env.EDGE !== undefined || env.DATABASE_REPLICA_URLS.length > 0;
}

/**
 * Sets the cookie with the position of a member's last change. If their next request reaches a process that has not read
 * the change yet, the cookie makes it wait.
 */
export function setCommitCookie(
  res: Pick<ServerResponse, "appendHeader">,
  { timeline, xid }: CommitPosition,
  secure: boolean,
): void {
  const position = `${timeline}.${xid}.${nowSeconds()}`;
  const name = secure ? "__Host-vigie_commit" : "vigie_commit";
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  res.appendHeader("Set-Cookie", `${name}=${position}.${signText(purpose, position)}; ${attributes}`);
}

const nowSeconds = () => Math.floor(Date.now() / 1_000);

/**
 * Returns the position in a request's cookie, if this site signed it. A forged one, which no process would ever reach,
 * delays nothing.
 */
export function readCommitCookie(headers: IncomingHttpHeaders): CommitPosition | undefined {
  const [, timeline, xid, setAt, signature = ""] = cookie.exec(headers.cookie ?? "") ?? [];
  if (timeline === undefined || xid === undefined) return undefined;
  if (Math.abs(nowSeconds() - Number(setAt)) > maxAgeSeconds + maxClockDifferenceMs / 1_000) return undefined;
  if (!isSameSignature(signature, signText(purpose, `${timeline}.${xid}.${setAt}`))) return undefined;
  return { timeline: Number(timeline), xid: BigInt(xid) };
}

/** Wraps Next's handler: its response sets the cookie if the request has committed a change. */
export function withCommitCookie(handle: NextHandler, secure: boolean): NextHandler {
  return (req, res) => {
    const commits: RequestCommits = { position: undefined };
    const { writeHead } = res;
    const writeHeadWithCookie = (...args: unknown[]) => {
      if (commits.position && !res.headersSent) setCommitCookie(res, commits.position, secure);
      return Reflect.apply(writeHead, res, args);
    };
    Object.assign(res, { writeHead: writeHeadWithCookie });
    return noteCommitsOfRequest(commits, () => handle(req, res));
  };
}
