import type { PendingUpload, UploadOutcome } from "#features/media/uploads/upload-client.ts";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";

/** The source of a picture: a file, an address that the site fetches, or neither, if browser and site cannot reach it. */
export type UploadSource = { file: File } | { address: string } | "outOfReach";

export interface QueuedPicture {
  /** The key of its placeholders in the text. */
  key: string;
  name: string;
  state: "waiting" | "sending" | "done" | "refused" | "cancelled";
  /** The part that has been sent, 0 to 1. */
  part: number;
  message: string;
  /** A retry may succeed; its placeholders stay in the text until then. */
  again: boolean;
}

export interface UploadQueuePorts {
  /** Starts to send; returns a sentence that says why there is nothing to send. */
  send(source: UploadSource, progress: (part: number) => void): PendingUpload | string;
  /** Called when the picture is in the library, or with null when it failed for good. */
  settle(key: string, picture: UploadedPicture | null): void;
}

/** Two at once saturate a home connection, and the site processes one at a time. */
const maxConcurrentUploads = 2;

export type PictureUploadQueue = ReturnType<typeof createPictureUploadQueue>;

/** Adds the pictures of an article to the library, two at a time in their order, and reports the result of each. */
export function createPictureUploadQueue({ send, settle }: UploadQueuePorts) {
  let items: readonly QueuedPicture[] = [];
  const sources = new Map<string, UploadSource>();
  const sendings = new Map<string, PendingUpload>();
  const listeners = new Set<() => void>();
  let work: { done: Promise<void>; finish(): void } | undefined;

  const isOpen = ({ state }: QueuedPicture) => state === "waiting" || state === "sending";

  function setItems(next: readonly QueuedPicture[]): void {
    items = next;
    if (!items.some(isOpen)) {
      work?.finish();
      work = undefined;
    }
    for (const listener of listeners) listener();
  }

  const change = (key: string, changes: Partial<QueuedPicture>) =>
    setItems(items.map((item) => (item.key === key ? { ...item, ...changes } : item)));

  function beginWork(): void {
    if (work) return;
    let finish = () => {};
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    work = { done, finish };
  }

  function goOn(): void {
    while (sendings.size < maxConcurrentUploads) {
      const next = items.find(({ state }) => state === "waiting");
      const source = next && sources.get(next.key);
      if (!next || !source) return;
      begin(next.key, source);
    }
  }

  function begin(key: string, source: UploadSource): void {
    const sending = send(source, (part) => change(key, { part }));
    if (typeof sending === "string") {
      end(key, { kind: "refused", message: sending, again: false });
      return;
    }
    sendings.set(key, sending);
    change(key, { state: "sending", part: 0 });
    void sending.sent.then((sent) => {
      // A newer attempt may have replaced it.
      if (sendings.get(key) !== sending) return;
      sendings.delete(key);
      end(key, sent);
      goOn();
    });
  }

  function end(key: string, sent: UploadOutcome): void {
    if (sent.kind === "done") {
      sources.delete(key);
      settle(key, sent.picture);
      change(key, { state: "done", part: 1 });
    } else if (sent.kind === "cancelled") {
      drop(key);
      change(key, { state: "cancelled" });
    } else {
      if (!sent.again) drop(key);
      change(key, { state: "refused", message: sent.message, again: sent.again });
    }
  }

  function drop(key: string): void {
    sources.delete(key);
    settle(key, null);
  }

  return {
    getItems: () => items,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Adds pictures whose placeholders are in the text. Finished ones without a failure leave the list. */
    add(added: { key: string; name: string; source: UploadSource }[]): void {
      if (added.length === 0) return;
      for (const { key, source } of added) sources.set(key, source);
      beginWork();
      const before = items.some(isOpen) ? items : items.filter(({ state }) => state === "refused");
      const fresh = { state: "waiting", part: 0, message: "", again: false } as const;
      setItems([...before, ...added.map(({ key, name }) => ({ key, name, ...fresh }))]);
      goOn();
    },
    /** Resolves when nothing is being sent any more; null if nothing is. */
    busy: (): Promise<void> | null => work?.done ?? null,
    /** Retries every failure that a retry may overcome. */
    retry(): void {
      beginWork();
      setItems(items.map((item) => (item.again ? { ...item, state: "waiting", message: "", again: false } : item)));
      goOn();
    },
    /** Cancels all that are not in the library yet. */
    cancel(): void {
      const open = items.filter(isOpen).map(({ key }) => key);
      for (const key of open) drop(key);
      const stopped = [...sendings.values()];
      sendings.clear();
      setItems(items.map((item) => (isOpen(item) ? { ...item, state: "cancelled" } : item)));
      for (const sending of stopped) sending.cancel();
    },
    /** Removes finished pictures from the list and gives up on those that could be retried. */
    dismiss(): void {
      for (const { key, again } of items) if (again) drop(key);
      setItems(items.filter(isOpen));
    },
  };
}
