import type { Clock } from "./ports.ts";
import { saveDelayMs } from "./rules.ts";
import type { Act } from "./state.ts";

interface SaveQueueOptions {
  clock: Clock;
  /** Sends what is written; done when the site has answered, whatever it said. */
  send(act: Act): Promise<void>;
  /** What has to finish before it is sent. */
  ready(act: Act): Promise<void> | null;
}

/** The saves of a page: one at a time, and at most one more that waits, which takes along whatever was asked for meanwhile. */
export function createSaveQueue({ clock, send, ready }: SaveQueueOptions) {
  let pending: Act | null = null;
  let waiting: (() => void)[] = [];
  let isSending = false;
  let isClosed = false;
  let stopTimer = () => {};
  /** When the first thing was written that is not on its way. */
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
    /** Asks for a save, by a button or by itself; done when the site has answered. */
    request,
    /** Asks for one more, of which nobody waits for the answer. */
    again(): void {
      pending ??= "auto";
      void sendPending();
    },
    /** Saves after a pause in typing, or when it has gone on for long enough. */
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
