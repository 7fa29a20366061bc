import type { Tab } from "../ports.ts";

const channelName = "vigie-handover";
/** How long to wait for a tab to accept a request. */
const acceptTimeoutMs = 300;
/** How long to wait for the tabs that accepted to save. */
const handoverTimeoutMs = 3_000;

type Message =
  | { kind: "request"; id: string; articleId: number; memberId: number }
  | { kind: "accepted" | "done"; id: string };

type HandoverListener = Parameters<Tab["onHandover"]>[0];

/**
 * Hands articles over between the tabs of one browser. A tab answers a request at once (`accepted`) and again when it has saved (`done`). Frozen
 * tabs and tabs of other browsers do not answer: they learn of the handover at their next save or heartbeat.
 */
export function createHandoverChannel(newId: () => string): Pick<Tab, "requestHandover" | "onHandover"> {
  if (typeof BroadcastChannel === "undefined") return { requestHandover: async () => {}, onHandover: () => () => {} };
  const channel = new BroadcastChannel(channelName);
  const listeners = new Set<HandoverListener>();
  const pendingRequests = new Map<string, (kind: "accepted" | "done") => void>();

  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.kind === "request") void handOver(data);
    else pendingRequests.get(data.id)?.(data.kind);
  });

  function send(message: Message): void {
    channel.postMessage(message);
  }

  async function handOver({ id, articleId, memberId }: Extract<Message, { kind: "request" }>): Promise<void> {
    if (listeners.size === 0) return;
    send({ kind: "accepted", id });
    await Promise.allSettled([...listeners].map((listener) => listener(articleId, memberId)));
    send({ kind: "done", id });
  }

  return {
    requestHandover(articleId, memberId) {
      const id = newId();
      return new Promise((resolve) => {
        let saving = 0;
        const finish = () => {
          clearTimeout(timer);
          pendingRequests.delete(id);
          resolve();
        };
        let timer = setTimeout(finish, acceptTimeoutMs);
        pendingRequests.set(id, (kind) => {
          saving += kind === "accepted" ? 1 : -1;
          clearTimeout(timer);
          timer = setTimeout(finish, saving > 0 ? handoverTimeoutMs : acceptTimeoutMs / 3);
        });
        send({ kind: "request", id, articleId, memberId });
      });
    },
    onHandover(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
