import { AsyncLocalStorage } from "node:async_hooks";

/** The headers that a page or an action may ask for. */
export type RequestHeaders = Pick<Headers, "get" | "has">;

interface RequestContext {
  /** The client's headers, for an action that runs outside Next; absent within Next, which has them itself. */
  headers?: RequestHeaders;
  /** The result of the form's action, if it has run before Next, which then only shows it. */
  result?: unknown;
}

declare global {
  // The page server sets it, and Next's bundle, which has a copy of this module, reads it.
  var vigieRequestContext: AsyncLocalStorage<RequestContext> | undefined;
}

globalThis.vigieRequestContext ??= new AsyncLocalStorage();
const contexts = globalThis.vigieRequestContext;

/** Runs work for a client's request, outside Next or before it. */
export function runForClient<T>(context: RequestContext, work: () => T): T {
  return contexts.run(context, work);
}

/** The headers of the request that is handled outside Next; undefined within Next. */
export function headersOutsideNext(): RequestHeaders | undefined {
  return contexts.getStore()?.headers;
}

/** The result of the request's action, if it has run before Next. */
export function readEarlierResult(): unknown {
  return contexts.getStore()?.result;
}
