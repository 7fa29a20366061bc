import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { duplexPair } from "node:stream";
import { htmlLimitedAgent } from "#lib/html-limited-agent.ts";
import type { PageKey } from "../key.ts";
import { DataTags } from "./data-tags.ts";
import { pendingWrites, type RenderNotes, renderNotes, wholeRenders } from "./shared-state.ts";

export type NextHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

/** One complete response of Next, with the tags that its stores reported. */
export interface CapturedResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  tags: string[] | undefined;
}

/** Larger bodies are not stored. They are not pages, so they are not requested twice (see `knownPrivate`). */
const maxBodyBytes = 8 * 1024 * 1024;

/** A render that takes longer is abandoned: its clients have disconnected by then. */
const renderTimeoutMs = 30_000;

const noteHeader = "x-vigie-render";

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
 * Requests pages from Next inside the process: real HTTP messages through a pair of streams in memory, without a port or a socket. Of a client's
 * request only the address and the router's headers are passed on, so the response cannot contain anything else of the client.
 *
 * Next renders a shared page in several passes (data, page, shell, and each segment for its router), which cost twice as much as the page. `onePass`
 * renders it as if for one client, but without an identity. Next then stores nothing, reports no tags, and marks the response as private. Such a page
 * also lacks the preloads that react-dom's `preload` requested while data were missing: the browser then finds the top picture in the body, not in
 * the head (seen in 16.4.6).
 */
export function nextRenderer(handler: NextHandler, siteUrl: string) {
  const running = new Map<string, RenderNotes>();
  let last = 0;
  const server = createServer((req, res) => {
    const notes = running.get(String(req.headers[noteHeader]));
    delete req.headers[noteHeader];
    if (!notes) return void res.writeHead(500).end();
    const answer = async () => {
      try {
        await handler(req, res);
      } catch {
        res.destroy();
      }
    };
    renderNotes.run(notes, () => (notes.read ? wholeRenders.run(true, answer) : answer()));
  });
  const agent = new PairAgent((side) => server.emit("connection", side));
  const site = new URL(siteUrl);

  return async function render(key: Pick<PageKey, "url" | "headers">, onePass = false): Promise<CapturedResponse> {
    const id = String(++last);
    const snapshot = pendingWrites.begin();
    const notes: RenderNotes = { snapshot, tags: undefined };
    if (onePass) notes.read = new DataTags();
    running.set(id, notes);
    const captured = await new Promise<CapturedResponse>((resolve, reject) => {
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
          ...(onePass ? { "user-agent": htmlLimitedAgent } : {}),
          [noteHeader]: id,
        },
      });
      const timer = setTimeout(
        () => outgoing.destroy(new Error(`Rendering ${key.url} took too long.`)),
        renderTimeoutMs,
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
          resolve({ status: statusCode, headers, body: Buffer.concat(chunks), tags: notes.tags });
        });
      });
      outgoing.end();
    }).finally(() => {
      running.delete(id);
      snapshot.end();
    });
    if (!notes.read) return captured;
    return { ...captured, tags: captured.status === 200 ? await notes.read.all() : undefined };
  };
}
