import { AsyncLocalStorage } from "node:async_hooks";
import { cookies, headers } from "next/headers";
import { notePersonalRead } from "./cached.ts";

/** The headers that a page or an action may ask for. */
export type RequestHeaders = Pick<Headers, "get" | "has">;

interface ClientRequest {
  /** The client's headers, for an action that runs outside Next; absent: Next has them. */
  headers?: RequestHeaders;
  /** The result of the form's action, if it has run already: Next only shows it. */
  result?: unknown;
}

declare global {
  // The page server sets it, and Next's bundle, which has a copy of this module, reads it.
  var vigieClientRequest: AsyncLocalStorage<ClientRequest> | undefined;
}

globalThis.vigieClientRequest ??= new AsyncLocalStorage();
const requests = globalThis.vigieClientRequest;

/** Runs work for a client's request, outside Next or before it. */
export function runForClient<T>(request: ClientRequest, work: () => T): T {
  return requests.run(request, work);
}

/** The result of the request's action, if it has run before Next. */
export function readEarlierResult(): unknown {
  return requests.getStore()?.result;
}

/** The cookies of the request. A page that reads them is rendered for each client and never kept. */
export function clientCookies(): ReturnType<typeof cookies> {
  if (requests.getStore()?.headers) throw new Error("An action outside Next reads and sets no cookies.");
  notePersonalRead("cookies");
  return cookies();
}

/** The headers of the request. A page that reads them is rendered for each client and never kept. */
export async function clientHeaders(): Promise<RequestHeaders> {
  notePersonalRead("headers");
  return requests.getStore()?.headers ?? headers();
}
