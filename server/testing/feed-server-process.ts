import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { behaviourOf, feedDocument } from "./feed-documents.ts";

// A server of synthetic feeds at /feed/N, in a process of its own. Prints its port. /figures says what was asked for.
//   node server/testing/feed-server-process.ts [SLOW_MS]

const slowMs = Number(process.argv[2] ?? 3_000);

const figures = {
  requests: 0,
  /** Whole documents sent, and documents sent to somebody who could have asked with the validators of this address. */
  documents: 0,
  repeated: 0,
  unchanged: 0,
  /** The most requests of one host at once. */
  mostOfHost: 0,
};
const known = new Set<number>();
const ofHost = new Map<string, number>();

const server = createServer((req, res) => {
  if (req.url === "/figures") return void res.end(JSON.stringify(figures));
  const host = req.headers.host ?? "";
  ofHost.set(host, (ofHost.get(host) ?? 0) + 1);
  figures.mostOfHost = Math.max(figures.mostOfHost, ofHost.get(host) ?? 0);
  res.once("close", () => ofHost.set(host, (ofHost.get(host) ?? 1) - 1));
  figures.requests += 1;
  const feed = Number(/(\d+)$/.exec(req.url ?? "")?.[1]);
  const answer = () => sendFeed(feed, req.headers["if-none-match"], req.url?.startsWith("/new") ?? false, res);
  if (behaviourOf(feed) === "slow") setTimeout(answer, slowMs);
  else answer();
});

function sendFeed(feed: number, asked: string | undefined, isNew: boolean, res: ServerResponse): void {
  const behaviour = behaviourOf(feed);
  if (behaviour === "silent") return;
  if (behaviour === "notFound") return void res.writeHead(404).end("not found");
  if (behaviour === "failing") return void res.writeHead(503).end("failing");
  if (behaviour === "page") return void res.end("<!doctype html><html><head><title>A page</title></head></html>");
  if (behaviour === "moved" && !isNew) return void res.writeHead(301, { location: `/new/${feed}` }).end();
  const etag = `"${feed}"`;
  if (asked === etag) {
    figures.unchanged += 1;
    return void res.writeHead(304, { etag }).end();
  }
  figures.documents += 1;
  const hasValidators = behaviour !== "withoutValidators" && behaviour !== "broken";
  if (hasValidators && known.has(feed)) figures.repeated += 1;
  known.add(feed);
  const text = feedDocument(feed);
  const body = Buffer.from(behaviour === "broken" ? text.slice(0, 30).replaceAll("<", "&") : text);
  const headers = hasValidators ? { etag } : {};
  if (feed % 3 === 0) res.writeHead(200, headers).end(body);
  else res.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(gzipSync(body, { level: 1 }));
}

server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
