import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { duplexPair } from "node:stream";
import type { ReadScope } from "#lib/cache/cache-state.ts";
import { hasFreshReads, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { htmlLimitedAgent } from "#lib/html-limited-agent.ts";
import type { PageKey } from "../key.ts";

export type NextHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

/** One complete response of Next, and what its render read. */
export interface CapturedResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  reads: Pick<ReadScope, "tags" | "expiresAt" | "personal">;
}

/** A larger response counts as a failed render. */
const maxBodyBytes = 8 * 1024 * 1024;

/** A render that takes longer is abandoned: its clients have disconnected by then. */
const renderTimeoutMs = 30_000;

/** A render was abandoned: the machine or the database is overloaded, and the page itself may be fine. */
export class RenderTimeoutError extends Error {}

const scopeHeader = "x-vigie-render";

class PairAgent extends Agent {
  readonly #accept: (side: ReturnType<typeof duplexPair>[0]) => void;

  constructor(accept: (side: ReturnType<typeof duplexPair>[0]) => void) {
    super({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
    this.#accept = accept;
  }

  override createConnection() {
    const [ours, theirs] = duplexPair();
    this.#accept(theirs);
    return ours;
  }
}

/**
 * Requests pages from Next inside the process: real HTTP messages through a pair of streams in memory, without a port or
 * a socket. Of a client's request only the address and `rsc` are passed on, so the response cannot contain anything else
 * of the client.
 */
export function nextRenderer(handler: NextHandler, siteUrl: string, timeoutMs = renderTimeoutMs) {
  const running = new Map<string, { scope: ReadScope; fail(error: unknown): void }>();
  let last = 0;
  const server = createServer((req, res) => {
    const render = running.get(String(req.headers[scopeHeader]));
    delete req.headers[scopeHeader];
    if (!render) return void res.writeHead(500).end();
    const answer = async () => {
      try {
        await handler(req, res);
      } catch (error) {
        // Before the connection is lost, which would look like an outage of the database.
        render.fail(error);
        res.destroy();
      }
    };
    void runInReadScope(render.scope, answer);
  });
  const agent = new PairAgent((side) => server.emit("connection", side));
  const site = new URL(siteUrl);

  return async function render(key: Pick<PageKey, "url" | "headers">): Promise<CapturedResponse> {
    const id = String(++last);
    const scope = newReadScope({ isFresh: hasFreshReads() });
    return await new Promise<CapturedResponse>((resolve, reject) => {
      running.set(id, { scope, fail: reject });
      const outgoing = request({
        agent,
        method: "GET",
        path: key.url,
        headers: {
          ...key.headers,
          host: site.host,
          "x-forwarded-host": site.host,
          "x-forwarded-proto": site.protocol.slice(0, -1),
          "accept-encoding": "identity",
          "user-agent": htmlLimitedAgent,
          [scopeHeader]: id,
        },
      });
      const timer = setTimeout(
        () => outgoing.destroy(new RenderTimeoutError(`Rendering ${key.url} took too long.`)),
        timeoutMs,
      );
      timer.unref();
      outgoing.on("error", reject);
      outgoing.on("close", () => clearTimeout(timer));
      outgoing.on("response", (incoming) => {
        const chunks: Buffer[] = [];
        let length = 0;
        incoming.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length > maxBodyBytes) outgoing.destroy(new Error(`${key.url} is larger than a page may be.`));
          chunks.push(chunk);
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          if (!incoming.complete) return reject(new Error(`Rendering ${key.url} broke off.`));
          const { statusCode = 500, headers } = incoming;
          resolve({ status: statusCode, headers, body: Buffer.concat(chunks), reads: scope });
        });
      });
      outgoing.end();
    }).finally(() => running.delete(id));
  };
}
