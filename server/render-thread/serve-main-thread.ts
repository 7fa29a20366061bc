import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { databaseFailures } from "#db/guarded-pool.ts";
import { hasReplica, runOnReplica, setReplica } from "#db/replica.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { newReadScope, runInReadScope, runWithFreshReads } from "#lib/cache/cached.ts";
import { runForClient } from "#lib/cache/request-context.ts";
import { log } from "#lib/log/log.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { trace } from "#lib/tracing.ts";
import type { NextHandler } from "../page-cache/next/render.ts";
import type { RenderPage } from "../page-cache/page-renderer.ts";
import type { MessageToMainThread, MessageToRenderThread } from "./messages.ts";
import { sendableRender } from "./page-transfer.ts";
import { PortConnection } from "./port-connection.ts";
import { RemoteAvailability } from "./remote-availability.ts";
import { RemoteParsers } from "./remote-parsers.ts";

export interface RenderService {
  /** Answers a request for one client. */
  handle: NextHandler;
  /** Renders a shared page. */
  render: RenderPage;
  /** Lets what runs finish, and closes everything. */
  close(): Promise<void>;
}

/** The main thread adds a few headers to a client's (16 KB). */
const maxHeaderBytes = 64 * 1024;

/**
 * Answers the main thread's messages, in the render thread. `start` runs once the state that the main thread knows
 * (invalidations, the database's availability, parsers) is connected. Resolves when the service can render.
 */
export async function serveMainThread(port: MessagePort, start: () => Promise<RenderService>): Promise<void> {
  let reportedFailures = databaseFailures();
  const post = (message: MessageToMainThread, transfer: ArrayBuffer[] = []) => {
    const count = databaseFailures() - reportedFailures;
    reportedFailures += count;
    // Sent before the response that they explain.
    if (count > 0) post({ type: "databaseFailures", count });
    port.postMessage(message, transfer);
  };
  const availability = new RemoteAvailability(() => post({ type: "suspectDatabase" }));
  const parsers = new RemoteParsers(post);
  globalThis.vigieAvailability = availability;
  globalThis.vigieParsers = parsers.queues;
  invalidations.follow((tags, urgency) => post({ type: "invalidation", tags, urgency }));
  globalThis.vigieCommitHooks = {
    record(changes) {
      for (const { tags, urgency } of changes) if (tags.length > 0) invalidations.recordReceived(tags, urgency);
      if (changes.length > 0) post({ type: "committed", changes });
    },
    noteRecorded: () => {},
    announce: () => post({ type: "announce" }),
  };

  const starting = Promise.withResolvers<RenderService>();
  const connections = new Map<number, PortConnection>();
  const results = new WeakMap<object, unknown>();
  const traces = new WeakMap<object, string>();
  /** The connections whose request is handled without kept values. */
  const fresh = new WeakSet<object>();
  /** The work on each connection's request. */
  const handling = new WeakMap<object, Promise<void>>();

  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    // Next and its compression add more listeners than the ten at which Node warns of a leak.
    res.setMaxListeners(30);
    const result = results.get(req.socket);
    const context = result === undefined ? {} : { result };
    try {
      const service = await starting.promise;
      // Lets the messages that have arrived be read first: under load, the client may have left before this request's turn.
      await setImmediate();
      if (req.socket.destroyed) return;
      const scope = newReadScope({ isFresh: fresh.has(req.socket) });
      const answer = () => runForClient(context, () => runInReadScope(scope, () => service.handle(req, res)));
      await trace("next", {}, async () => void (await answer()), traces.get(req.socket));
    } catch (error) {
      log.error({ err: error, url: req.url ?? "" }, "a request failed");
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end();
    }
  };
  const server = createServer(
    { maxHeaderSize: maxHeaderBytes, requestTimeout: 0, headersTimeout: 0 },
    (req, res) => void handling.set(req.socket, handle(req, res)),
  );
  server.timeout = 0;

  const connect = ({ id, result, isFresh, trace: parent }: Extract<MessageToRenderThread, { type: "connect" }>) => {
    const connection = new PortConnection(id, post);
    connections.set(id, connection);
    if (result !== undefined) results.set(connection, result);
    if (parent !== undefined) traces.set(connection, parent);
    if (isFresh) fresh.add(connection);
    connection.once("close", async () => {
      connections.delete(id);
      await handling.get(connection);
      post({ type: "handled", id });
    });
    // Its request or response reports the error.
    connection.on("error", () => {});
    server.emit("connection", connection);
  };

  const render = async (message: Extract<MessageToRenderThread, { type: "render" }>) => {
    const { id, key, sources, isFromPrimary, trace: parent } = message;
    try {
      const service = await starting.promise;
      const isFromReplica = hasReplica() && !isFromPrimary;
      const renderFrom = async () => {
        // For a member whose change may be missing from the values that are kept here.
        if (isFromPrimary) return runWithFreshReads(() => service.render(key, sources));
        const page = await (isFromReplica
          ? runOnReplica(() => service.render(key, sources))
          : service.render(key, sources));
        // The replica may have failed in the middle. The primary has every change that it had.
        return isFromReplica && page.kind === "failed" ? service.render(key, sources) : page;
      };
      const page = await trace("render", {}, renderFrom, parent);
      const { rendered, transfer } = sendableRender(page);
      post({ type: "rendered", id, page: rendered, message: "" }, transfer);
    } catch (error) {
      post({ type: "rendered", id, page: undefined, message: error instanceof Error ? error.message : String(error) });
    }
  };

  const stop = async () => {
    const service = await starting.promise;
    await service.close();
    process.exit();
  };

  port.on("message", (message: MessageToRenderThread) => {
    switch (message.type) {
      case "connect":
        return connect(message);
      case "render":
        return void render(message);
      case "invalidation":
        return invalidations.recordReceived(message.tags, message.urgency);
      case "parsed":
        return parsers.receive(message);
      case "databaseState":
        return availability.set(message.state);
      case "readFrom":
        return setReplica(message.url);
      case "measure":
        return post({ type: "measured", id: message.id, figures: threadMetrics.figures(message.restart) });
      case "ping":
        return post({ type: "pong" });
      case "stop":
        return void stop();
      default:
        connections.get(message.id)?.receive(message);
    }
  });

  starting.resolve(await start());
  post({ type: "ready" });
}
