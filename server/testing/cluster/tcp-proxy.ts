import { createServer, connect as openSocket, type Server, type Socket } from "node:net";
import { listenOn } from "#server/process/port.ts";
import { NotificationFilter } from "./notification-filter.ts";

/** How a link treats its connections. */
export type LinkState =
  | "up"
  /** Open connections are reset, and new ones too. */
  | "cut"
  /** As with a peer that lost power: connections stay open, what is sent is accepted, and nothing arrives. */
  | "half-open";

interface Connection {
  client: Socket;
  server: Socket | undefined;
  /** Bytes were lost, so it cannot be used again. */
  isBroken: boolean;
}

/** A TCP proxy between a node and its database or cache, which can be slow, cut or half-open. */
export class TcpProxy {
  /** Delays of what the client sends and of what the server sends (ms). Bytes stay in order. */
  readonly latencyMs = { toServer: 0, toClient: 0 };
  /** Whether PostgreSQL's notifications are removed from what the server sends. */
  losesNotifications = false;
  readonly #target: { port: number; isPostgres: boolean };
  readonly #connections = new Set<Connection>();
  readonly #server: Server;
  #state: LinkState = "up";
  #port = 0;
  #lostNotifications = 0;
  #lostBytes = 0;

  private constructor(target: { port: number; isPostgres: boolean }) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** Listens in front of a port of this machine; `port` 0 chooses a free one. `losesNotifications` needs `isPostgres`. */
  static async open(target: { port: number; isPostgres?: boolean }, port = 0): Promise<TcpProxy> {
    const proxy = new TcpProxy({ isPostgres: false, ...target });
    proxy.#port = await listenOn(proxy.#server, port, "127.0.0.1");
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get state(): LinkState {
    return this.#state;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  get lostNotificationCount(): number {
    return this.#lostNotifications;
  }

  /** Bytes that a half-open link did not deliver. */
  get lostByteCount(): number {
    return this.#lostBytes;
  }

  /** The same address as seen through this proxy. */
  addressOf(url: string): string {
    return Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(this.#port) }).href;
  }

  /** New connections go to another server, as after a failover. */
  redirect(port: number): void {
    this.#target.port = port;
  }

  cut(): void {
    this.#state = "cut";
    for (const one of this.#connections) this.#reset(one);
  }

  makeHalfOpen(): void {
    this.#state = "half-open";
  }

  /** Connections that lost bytes meanwhile are reset. */
  heal(): void {
    this.#state = "up";
    for (const one of this.#connections) if (one.isBroken || !one.server) this.#reset(one);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const one of this.#connections) this.#reset(one);
    await closed;
  }

  #accept(client: Socket): void {
    const connection: Connection = { client, server: undefined, isBroken: false };
    this.#connections.add(connection);
    const end = () => this.#reset(connection);
    client.on("error", end).on("close", end).setNoDelay(true);
    if (this.#state === "cut") {
      end();
      return;
    }
    if (this.#state === "half-open") {
      // A peer without power would not even accept the connection. Here the client connects, and receives nothing.
      client.on("data", (chunk) => this.#lose(connection, chunk));
      return;
    }
    const server = openSocket(this.#target.port, "127.0.0.1");
    connection.server = server;
    server.on("error", end).on("close", end).setNoDelay(true);
    this.#forward(connection, client, server, "toServer");
    this.#forward(connection, server, client, "toClient");
  }

  #forward(connection: Connection, from: Socket, to: Socket, direction: "toServer" | "toClient"): void {
    const filter = direction === "toClient" && this.#target.isPostgres ? new NotificationFilter() : undefined;
    let queued = Promise.resolve();
    const deliver = (chunk: Buffer) => {
      if (this.#state === "half-open") this.#lose(connection, chunk);
      else if (!to.destroyed) to.write(chunk);
    };
    const afterDelay = (work: () => void) => {
      const due = performance.now() + this.latencyMs[direction];
      // In order, even when the latency becomes shorter.
      queued = queued.then(async () => {
        const rest = due - performance.now();
        if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
        work();
      });
    };
    from.on("data", (chunk) => {
      const passed = filter ? filter.pass(chunk, this.losesNotifications) : chunk;
      if (filter) this.#lostNotifications += filter.resetRemovedCount();
      if (passed.length > 0) afterDelay(() => deliver(passed));
    });
    from.on("end", () => afterDelay(() => this.#state !== "half-open" && to.end()));
  }

  #lose(connection: Connection, chunk: Buffer): void {
    connection.isBroken = true;
    this.#lostBytes += chunk.length;
  }

  #reset(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    for (const socket of [connection.client, connection.server])
      if (socket && !socket.destroyed) socket.resetAndDestroy();
  }
}
