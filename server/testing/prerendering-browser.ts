import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { chromium } from "@playwright/test";
import { browserArgs } from "./browser.ts";

/** A browser starts and a page answers within this time, also on a busy machine (ms). */
const timeoutMs = 30_000;

type Parameters = Record<string, unknown>;
/** Sends a command of the DevTools protocol to one page. */
export type SendCommand = (method: string, parameters?: Parameters) => Promise<Record<string, unknown>>;

interface ProtocolMessage {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Record<string, unknown> & { targetInfo?: { type: string }; sessionId?: string };
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** One page of the tab: the open one, a prerendered one, or one that was prerendered and is open. */
export interface TabPage {
  send: SendCommand;
  /** The value of an expression in the page, as JSON. */
  evaluate(expression: string): Promise<unknown>;
}

export interface PrerenderingTab {
  /** In the order in which they began. */
  pages: TabPage[];
  /** Each status of a prerendered page: `Running`, `Ready`, `Success`, `Failure` with its reason. */
  prerenders: string[];
  /** Bytes that the tab's pages received so far. A prefetched document that a prerendered page uses counts once. */
  receivedBytes(): number;
  close(): Promise<void>;
}

/**
 * Opens a browser with one empty tab. Unlike Playwright, which attaches to pages and thereby turns prerendering off, it
 * attaches to the tab.
 *
 * @param begin called for each page before anything of it runs
 */
export async function openPrerenderingTab(
  executablePath: string | undefined,
  begin: (page: TabPage) => Promise<unknown>,
): Promise<PrerenderingTab> {
  const profile = mkdtempSync(path.join(tmpdir(), "vigie-browser-"));
  const child = spawn(
    executablePath ?? chromium.executablePath(),
    ["--headless", ...browserArgs, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const close = async () => {
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill();
    await closed;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  const endpoint = Promise.withResolvers<string>();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    const address = /ws:\/\/\S+/.exec(said)?.[0];
    if (address) endpoint.resolve(address);
  });
  const socket = new WebSocket(await within(endpoint.promise, "the browser to start"));
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));

  let lastId = 0;
  let bytes = 0;
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  const pages: TabPage[] = [];
  const prerenders: string[] = [];
  const prefetched = new Set<string>();
  const sendTo =
    (sessionId?: string): SendCommand =>
    (method, params = {}) => {
      lastId += 1;
      const answer = Promise.withResolvers<Record<string, unknown>>();
      waiting.set(lastId, answer);
      socket.send(JSON.stringify({ id: lastId, method, params, sessionId }));
      return within(answer.promise, method);
    };

  let openSession: string | undefined;
  const attached = (sessionId: string) => {
    openSession ??= sessionId;
    const send = sendTo(sessionId);
    const evaluate = async (expression: string) => {
      const { result } = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
      return typeof result === "object" && result !== null && "value" in result ? result.value : undefined;
    };
    const page = { send, evaluate };
    pages.push(page);
    // A page that waits for its debugger answers some commands only after it has begun, so nothing is awaited.
    const begun = [begin(page), ...["Network.enable", "Preload.enable"].map((method) => send(method))];
    void Promise.allSettled([...begun, send("Runtime.runIfWaitingForDebugger")]);
  };

  socket.addEventListener("message", ({ data }) => {
    const { id, sessionId, method, params = {}, result, error }: ProtocolMessage = JSON.parse(String(data));
    if (id !== undefined) {
      if (error) waiting.get(id)?.reject(new Error(error.message));
      else waiting.get(id)?.resolve(result ?? {});
      waiting.delete(id);
    } else if (method === "Target.attachedToTarget" && params.targetInfo?.type === "page") {
      attached(params.sessionId ?? "");
    } else if (method === "Preload.prerenderStatusUpdated") {
      prerenders.push([params.status, params.prerenderStatus].filter(Boolean).join(": "));
    } else if (method === "Network.responseReceived" && params.type === "Document" && sessionId !== openSession) {
      prefetched.add(String(params.requestId));
    } else if (method === "Network.loadingFinished" && !prefetched.has(String(params.requestId))) {
      bytes += Number(params.encodedDataLength);
    }
  });

  const browser = sendTo();
  const { targetId } = await browser("Target.createTarget", { url: "about:blank", forTab: true });
  const { sessionId } = await browser("Target.attachToTarget", { targetId, flatten: true });
  await sendTo(String(sessionId))("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter: [{}],
  });
  while (pages.length === 0) await delay(20);
  return { pages, prerenders, receivedBytes: () => bytes, close };
}

function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const tooLate = delay(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`Waited ${timeoutMs} ms for ${what}.`);
  });
  return Promise.race([promise, tooLate]);
}
