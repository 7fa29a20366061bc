import type { Tab } from "#features/newsroom/editor-session/ports.ts";

const channelName = "vigie-handover";
/** How long to wait for some tab to say that it is saving its last words … */
const noticeTimeoutMs = 300;
/** … and then for it to have done so. */
const handoverTimeoutMs = 3_000;

type Message =
  | { kind: "request"; id: string; articleId: number; memberId: number }
  | { kind: "accepted" | "done"; id: string };

type Work = Parameters<Tab["onHandover"]>[0];

/**
 * Hands articles over between the tabs of one browser. A tab that was asked answers at once that it heard (`accepted`), and again when its last
 * words are saved (`done`). Tabs that are frozen or of another browser do not answer: they learn of it at their next request.
 */
export function handoverChannel(newId: () => string): Pick<Tab, "requestHandover" | "onHandover"> {
  if (typeof BroadcastChannel === "undefined") return { requestHandover: async () => {}, onHandover: () => () => {} };
  const channel = new BroadcastChannel(channelName);
  const listeners = new Set<Work>();
  const answered = new Map<string, (kind: "accepted" | "done") => void>();

  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.kind === "request") void handOver(data);
    else answered.get(data.id)?.(data.kind);
  });

  function say(message: Message): void {
    channel.postMessage(message);
  }

  async function handOver({ id, articleId, memberId }: Extract<Message, { kind: "request" }>): Promise<void> {
    if (listeners.size === 0) return;
    say({ kind: "accepted", id });
    await Promise.allSettled([...listeners].map((work) => work(articleId, memberId)));
    say({ kind: "done", id });
  }

  return {
    requestHandover(articleId, memberId) {
      const id = newId();
      return new Promise((resolve) => {
        let busy = 0;
        const finish = () => {
          clearTimeout(timer);
          answered.delete(id);
          resolve();
        };
        let timer = setTimeout(finish, noticeTimeoutMs);
        answered.set(id, (kind) => {
          busy += kind === "accepted" ? 1 : -1;
          clearTimeout(timer);
          timer = setTimeout(finish, busy > 0 ? handoverTimeoutMs : noticeTimeoutMs / 3);
        });
        say({ kind: "request", id, articleId, memberId });
      });
    },
    onHandover(work) {
      listeners.add(work);
      return () => listeners.delete(work);
    },
  };
}
