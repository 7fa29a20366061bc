import type { Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// The serving process's end of a hand-over; the launcher's is hand-over.mjs. Both versions speak these messages: add to
// them, change none.

/** Set by the launcher for a process that takes over from a running one. */
const successorVariable = "VIGIE_SUCCESSOR";

/** Whether this process was started to take over from a running one, which still has the lock and the port. */
export const isSuccessor = process.env[successorVariable] === "1" && process.send !== undefined;
delete process.env[successorVariable];

interface LauncherMessage {
  vigie: string;
  pages?: string[];
  folder?: string;
  from?: number;
  /** Whether a "confirmed" follows: a launcher of an older release sends none. */
  willConfirm?: boolean;
}

function isLauncherMessage(value: unknown): value is LauncherMessage {
  return typeof value === "object" && value !== null && "vigie" in value && typeof value.vigie === "string";
}

/** Calls `handle` with each message of the launcher, until the returned function is called. */
function onLauncherMessage(handle: (message: LauncherMessage, given: unknown) => void): () => void {
  const listener = (message: unknown, given: unknown) => {
    if (isLauncherMessage(message)) handle(message, given);
  };
  process.on("message", listener);
  return () => void process.off("message", listener);
}

function nextLauncherMessage(name: string): Promise<void> {
  return new Promise((resolve) => {
    const leave = onLauncherMessage(({ vigie }) => {
      if (vigie !== name) return;
      leave();
      resolve();
    });
  });
}

/** Sends to the launcher; resolves when the message has left. */
function sendToLauncher(message: object, handle?: unknown): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send) return resolve();
    // A launcher that has ended stops this process by other means (parent-watchdog.mjs).
    process.send(message, handle as Server, {}, () => resolve());
  });
}

/** Tells the launcher why the process does not take over, before it ends. */
export async function reportFailedStart(reason: string): Promise<void> {
  if (isSuccessor) await Promise.race([sendToLauncher({ vigie: "failed", reason }), sleep(1_000)]);
}

interface ReplacementOptions {
  server: Server;
  /** Renders the pages that were read most, and checks that the site works. Throws if it does not. */
  warm(pages: string[]): Promise<unknown>;
  /** Takes the lock of the data folder over from that process. */
  inheritLock(fromPid: number): void;
  stopping: AbortSignal;
}

interface Replacement {
  port: number;
  /** Resolves when the launcher has made this process the site: until then it may still end it. */
  confirmed: Promise<void>;
}

/**
 * Takes over from the running process: renders its most-read pages, then accepts connections from the same listening
 * socket, so that none is refused. Rejects if the process is told to stop first.
 */
export async function replaceRunningSite({
  server,
  warm,
  inheritLock,
  stopping,
}: ReplacementOptions): Promise<Replacement> {
  const listening = Promise.withResolvers<Replacement>();
  const leave = onLauncherMessage((message, handle) => {
    const work = async () => {
      if (message.vigie === "warm") {
        await warm(message.pages ?? []);
        await sendToLauncher({ vigie: "warmed" });
      } else if (message.vigie === "listen") {
        const port = await listenOnHandle(server, handle);
        const confirmed = message.willConfirm ? nextLauncherMessage("confirmed") : Promise.resolve();
        listening.resolve({ port, confirmed });
        inheritLock(message.from ?? 0);
        await sendToLauncher({ vigie: "listening" });
      }
    };
    work().catch(listening.reject);
  });
  const stop = () => listening.reject(stopping.reason);
  stopping.addEventListener("abort", stop, { once: true });
  try {
    await sendToLauncher({ vigie: "prepared" });
    return await listening.promise;
  } finally {
    stopping.removeEventListener("abort", stop);
    leave();
    process.channel?.unref();
  }
}

/** Accepts connections from a listening socket that another process opened. */
function listenOnHandle(server: Server, handle: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(handle, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

interface OfferOptions {
  server: Server;
  /** The addresses of the pages that were read last, newest first. */
  recentPages(): string[];
  /** From now on, files of the build in this folder may be requested here too. */
  addBuild(folder: string): Promise<unknown>;
  /** Stops the process once its connections have ended. */
  retire(): unknown;
}

/** Offers the listening socket to a process that takes over, when the launcher asks for it, and retires afterwards. */
export function offerHandOver({ server, recentPages, addBuild, retire }: OfferOptions): void {
  if (!process.send) return;
  // A process that only listens for messages may end.
  setImmediate(() => process.channel?.unref());
  onLauncherMessage((message) => {
    if (message.vigie === "pages") void sendToLauncher({ vigie: "pages", pages: recentPages() });
    else if (message.vigie === "offer") {
      // Node names the socket itself in no other way; `server.listen` takes it in the other process.
      const give = () => sendToLauncher({ vigie: "handle" }, Reflect.get(server, "_handle"));
      addBuild(message.folder ?? "").then(give, give);
    } else if (message.vigie === "retire") retire();
  });
}
