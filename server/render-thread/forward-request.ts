import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { hasBody } from "../http/guard/body-limit.ts";

/** Headers that belong to one connection. */
const connectionHeaders = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);

/**
 * Sends a request over a connection, and its response to the client as it arrives. Resolves when the response has been
 * written; rejects if there was none. If the client disconnects, the request is aborted, unless its body has arrived
 * completely: an action that has begun runs to its end.
 */
export async function forwardRequest(req: IncomingMessage, res: ServerResponse, connection: Duplex): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const outgoing = request({
    createConnection: () => connection,
    method: req.method ?? "GET",
    path: req.url ?? "/",
    headers: passedHeaders(req.headers),
    setHost: false,
  });
  let hasResponse = false;
  outgoing.on("error", (error) => {
    if (!hasResponse) reject(error);
  });
  outgoing.on("response", (incoming) => {
    hasResponse = true;
    passResponse(incoming, res).then(resolve, reject);
  });
  const isComplete = sendBody(req, outgoing);
  res.once("close", () => {
    if (!res.writableFinished && !isComplete()) outgoing.destroy(new Error("The client disconnected."));
  });
  await promise;
}

/**
 * Sends the body. Returns a function that returns whether all of it has been sent; without a body always false, because
 * such a request may be aborted.
 */
function sendBody(req: IncomingMessage, outgoing: ReturnType<typeof request>): () => boolean {
  if (!hasBody(req)) {
    outgoing.end();
    return () => false;
  }
  req.pipe(outgoing);
  req.once("error", (error) => outgoing.destroy(error));
  req.once("close", () => {
    if (!req.readableEnded) outgoing.destroy(new Error("The client disconnected."));
  });
  return () => req.readableEnded;
}

function passedHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.has(name)));
}

function passResponse(incoming: IncomingMessage, res: ServerResponse): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined && !connectionHeaders.has(name) && name !== "transfer-encoding" && name !== "date")
      res.setHeader(name, value);
  res.writeHead(incoming.statusCode ?? 500);
  let hasBegun = false;
  incoming.on("data", (chunk: Buffer) => {
    hasBegun = true;
    if (!res.write(chunk) && !res.destroyed) incoming.pause();
  });
  const resume = () => void incoming.resume();
  res.on("drain", resume).once("close", resume);
  incoming.once("end", () => {
    hasBegun = true;
    res.end();
    resolve();
  });
  // If Next flushes the headers before the body, the client gets them at once.
  setImmediate(() => {
    if (!hasBegun && !res.destroyed) res.flushHeaders();
  });
  incoming.once("error", reject);
  incoming.once("close", () => {
    if (incoming.complete) return;
    res.destroy();
    resolve();
  });
  return promise;
}
