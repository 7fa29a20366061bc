import type { Executor } from "#db/client.ts";
import { endSubscription } from "#features/newsletter/subscribers/mutations.ts";
import { claimsErasedSubscriber, findSubscriberByToken } from "#features/newsletter/subscribers/queries.ts";
import { stopMails } from "#features/notifications/stop/mutations.ts";
import { findStopRequest } from "#features/notifications/stop/queries.ts";
import { stopPath } from "#features/notifications/stop/stop-link.ts";
import { translator } from "#i18n/translator.ts";
import { splitAddress } from "#lib/split-address.ts";
import { clientAddress } from "./guard/client-address.ts";
import { FairConcurrencyLimit } from "./guard/fair-concurrency-limit.ts";
import { busyRetrySeconds } from "./guard/refusal.ts";
import type { Middleware } from "./page-server.ts";

/** Calls that work in the database at once. A provider of mail sends its users' calls from few addresses. */
const maxCalls = 64;

/**
 * The one-click unsubscription of mail programs (RFC 8058): a POST to the address of `List-Unsubscribe`, without cookies, origin or page.
 * The token in the address is the only proof, so a repeated call and one after another's unsubscription have the same answer. Called for
 * bodies that `isOneClickBody` accepts.
 */
export function oneClickEndpoint(db: Executor, { trustProxy }: { trustProxy: number }): Middleware {
  const calls = new FairConcurrencyLimit(maxCalls);
  return async (req, res) => {
    const leave = calls.enter(clientAddress(req, trustProxy));
    const respond = (status: number, text: string, headers: Record<string, string> = {}) => {
      const body = `${text}\n`;
      const length = String(Buffer.byteLength(body));
      res.setHeader("Cache-Control", "no-store");
      res
        .writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": length, ...headers })
        .end(body);
    };
    const t = translator();
    if (!leave) {
      respond(503, t.typeset("subscription.oneClick.busy"), { "Retry-After": String(busyRetrySeconds) });
      return true;
    }
    try {
      const { path, query } = splitAddress(req.url ?? "");
      const stop = path === stopPath ? stopNotificationMails : endNewsletter;
      const isKnown = await stop(db, new URLSearchParams(query));
      if (!res.destroyed)
        respond(isKnown ? 200 : 404, t.typeset(`subscription.oneClick.${isKnown ? "done" : "wrong"}`));
    } finally {
      leave();
    }
    return true;
  };
}

/** Ends the subscription that the query names, or finds that its address was erased; false if its token is nobody's. */
async function endNewsletter(db: Executor, query: URLSearchParams): Promise<boolean> {
  const [token, ...more] = query.getAll("s");
  if (!token || more.length > 0) return false;
  const subscriber = await findSubscriberByToken(db, token);
  if (!subscriber) return claimsErasedSubscriber(db, token);
  await endSubscription(db, subscriber.id, "one-click");
  return true;
}

/** Stops the notification mails that the query names; false if its link is not one of ours. */
async function stopNotificationMails(db: Executor, query: URLSearchParams): Promise<boolean> {
  const request = await findStopRequest(db, query.get("about"), query.get("key"));
  if (request) await stopMails(db, request);
  return request !== undefined;
}
