import type { Clock } from "./ports.ts";
import { saveDelayMs } from "./rules.ts";
import type { Act } from "./state.ts";

interface SaveQueueOptions {
  clock: Clock;
  /** Sends the text; resolves when the server has answered, with whatever result. */
  send(act: Act): Promise<void>;
  /** Work that must finish before the text is sent. */
  ready(act: Act): Promise<void> | null;
}

/**
 * Queues the saves of a page: one at a time, and at most one waiting, which includes everything requested meanwhile.
 */
export function createSaveQueue({ clock, send, ready }: SaveQueueOptions) {
  let pending: Act | null = null;
  let waiting: (() => void)[] = [];
  let isSending = false;
  let isClosed = false;
  let stopTimer = () => {};
  /** When the first unsent change was made. */
  let dirtySince: number | null = null;
  let sentAt: number | undefined;

  function request(act: Act): Promise<void> {
    if (pending === null || pending === "auto") pending = act;
    return new Promise((resolve) => {
      waiting.push(resolve);
      void sendPending();
    });
  }

  async function sendPending(): Promise<void> {
    if (isSending) return;
    isSending = true;
    while (pending !== null && !isClosed) {
      for (let busy = ready(pending); busy; busy = ready(pending)) await busy;
      const act = pending;
      const answered = waiting;
      pending = null;
      waiting = [];
      dirtySince = null;
      stopTimer();
      sentAt = clock.now();
      await send(act);
      for (const resolve of answered) resolve();
    }
    isSending = false;
  }

  function after(ms: number): void {
    stopTimer();
    stopTimer = clock.after(ms, () => void request("auto"));
  }

  return {
    /** Requests a save, for a button or automatically; resolves when the server has answered. */
    request,
    /** Requests another save, without a result. */
    again(): void {
      pending ??= "auto";
      void sendPending();
    },
    /** Saves after a pause in typing, or after the maximum time. */
    soon(): void {
      dirtySince ??= clock.now();
      after(saveDelayMs(clock.now(), dirtySince, sentAt));
    },
    after,
    isSending: () => isSending,
    stop: () => stopTimer(),
    open(): void {
      isClosed = false;
    },
    close(): void {
      isClosed = true;
      stopTimer();
    },
  };
}
