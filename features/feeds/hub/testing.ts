import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";

/** Starts a server and returns its address without a final slash. */
export async function listen(
  handle: (
    req: IncomingMessage,
    body: string,
  ) => Promise<{ status: number; body?: string; headers?: Record<string, string> }>,
): Promise<{ url: string; server: Server }> {
  const server = createServer(async (req, res) => {
    const { status, body = "", headers = {} } = await handle(req, await readText(req));
    res.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

interface HubSubscription {
  topic: string;
  callback: string;
  secret: string;
}

/**
 * A WebSub hub as the standard describes it: it verifies a subscription by its callback, and after `publish` fetches the
 * topic and distributes it, signed, to the topic's subscribers. `fail` makes it refuse.
 */
export async function startHub() {
  const hub = { url: "", server: undefined as Server | undefined, pings: [] as string[], fail: false };
  const subscriptions: HubSubscription[] = [];
  const started = await listen(async (req, body) => {
    const form = new URLSearchParams(body);
    const topic = form.get("hub.topic") ?? "";
    if (req.method !== "POST" || hub.fail) return { status: hub.fail ? 503 : 405 };
    if (form.get("hub.mode") === "publish") {
      const published = form.get("hub.url") ?? "";
      hub.pings.push(published);
      for (const one of subscriptions.filter((subscription) => subscription.topic === published)) await distribute(one);
      return { status: 204 };
    }
    const subscription = { topic, callback: form.get("hub.callback") ?? "", secret: form.get("hub.secret") ?? "" };
    const challenge = "a-challenge";
    const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": challenge });
    const verified = await fetch(`${subscription.callback}?${query}`);
    if ((await verified.text()) !== challenge) return { status: 404 };
    subscriptions.push(subscription);
    return { status: 202 };
  });
  return Object.assign(hub, started);
}

async function distribute({ topic, callback, secret }: HubSubscription): Promise<void> {
  const fetched = await fetch(topic);
  const body = await fetched.text();
  await fetch(callback, {
    method: "POST",
    headers: {
      "content-type": fetched.headers.get("content-type") ?? "",
      link: fetched.headers.get("link") ?? "",
      "x-hub-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    },
    body,
  });
}
