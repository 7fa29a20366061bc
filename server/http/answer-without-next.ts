import type { IncomingMessage } from "node:http";
import type { Executor } from "#db/client.ts";
import type { Availability } from "#db/database-watch.ts";
import { readSessionIdentity } from "#features/auth/sessions/session-identity.ts";
import { AddressLookup } from "../page-cache/address-lookup.ts";
import { normaliseUrlPath } from "../page-cache/key.ts";
import type { readRoutes } from "../page-cache/next/routes.ts";
import type { PageCache } from "../page-cache/page-cache.ts";
import { isSharedRoute } from "../page-cache/shared-routes.ts";
import { clientAddress } from "./guard/client-address.ts";
import { isMembersOnlyPage, lookUpPrivateAddress } from "./guard/private-addresses.ts";

/** Whether a request carries a valid session token. */
export const isMember = async (req: IncomingMessage) => (await readSessionIdentity(req.headers.cookie)) !== undefined;

interface AnswerOptions {
  db: Executor;
  routes: Awaited<ReturnType<typeof readRoutes>>;
  cache: Pick<PageCache, "isUnknown">;
  availability?: Pick<Availability, "state"> | undefined;
  trustProxy: number;
}

/** 404: nothing is at the address. 401, a redirect: the page is not for visitors. `busy`: too many visitors' lookups wait. */
export type AnswerWithoutNext = 401 | 404 | "busy" | { redirectTo: string } | undefined;

/**
 * Returns a function that decides whether the response is 404, 401 or a redirect. Next would take milliseconds to find
 * out.
 */
export function answerWithoutNext({ db, routes, cache, availability, trustProxy }: AnswerOptions) {
  const privateAddresses = new AddressLookup((address) => lookUpPrivateAddress(db, address, false));
  return async (req: IncomingMessage, address: string): Promise<AnswerWithoutNext> => {
    const path = normaliseUrlPath(address);
    if (path === undefined) return undefined;
    const kind = routes?.kindOf(path);
    if (routes && !kind && !isSharedRoute(path)) return 404;
    if (availability?.state === "down") return undefined;
    const visitor = !(await isMember(req));
    if (isSharedRoute(path)) {
      // A form or an action: the page cache has answered other requests, or found that the page reads the session.
      if (!visitor) return undefined;
      return (await cache.isUnknown(req.url ?? "/", clientAddress(req, trustProxy))) ? 404 : undefined;
    }
    if (req.method !== "GET" && req.method !== "HEAD") return undefined;
    if (kind === "page" && visitor && isMembersOnlyPage(path)) return 401;
    const found = visitor
      ? await privateAddresses.find(req.url ?? "/", clientAddress(req, trustProxy))
      : await lookUpPrivateAddress(db, req.url ?? "/", true);
    if (found === "unknown") return 404;
    return found === "known" ? undefined : found;
  };
}
