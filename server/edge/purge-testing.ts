import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

interface PurgeRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A cache that records how it is purged. Close it after the test. */
export async function startPurgedCache() {
  const requests: PurgeRequest[] = [];
  /** Requests that were not answered with `answer.status`. */
  const refused: PurgeRequest[] = [];
  const answer = { status: 200, headers: {} as Record<string, string>, isSilent: false };
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    const request = { method: req.method ?? "", path: req.url ?? "", headers: req.headers, body };
    if (answer.isSilent) return;
    (answer.status < 300 ? requests : refused).push(request);
    res.writeHead(answer.status, answer.headers).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/purge`,
    answer,
    requests,
    refused,
    /** The keys of the requests that were answered, as Varnish gets them. */
    keys: () => requests.flatMap(({ headers }) => String(headers["x-purge-keys"] ?? "").split(" ")),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Waits until the condition holds, for a minute at most. */
export async function waitUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error("It did not happen within a minute.");
    await sleep(10);
  }
}
