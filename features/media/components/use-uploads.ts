import { useEffect, useRef, useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { maxUploadBytes, maxUploadMegabytes } from "../rules.ts";
import { type PendingUpload, uploadPicture } from "../uploads/upload-client.ts";
import type { UploadedPicture } from "../uploads/uploaded-picture.ts";

/** A file that is uploaded to the library. */
export interface UploadItem {
  key: number;
  name: string;
  state: "waiting" | "sending" | "done" | "refused" | "cancelled";
  /** The share sent, 0 to 1; at 1 the server encodes it. */
  part: number;
  message: string;
  /** Whether a retry may succeed. */
  again: boolean;
  picture: UploadedPicture | undefined;
}

/** Two at once saturate a home connection, and the server encodes one at a time. */
const maxConcurrentUploads = 2;

/** Uploads files to the library, two at a time in order, with progress, cancellation and retry. */
export function useUploads(done: (picture: UploadedPicture) => void) {
  const t = useTranslator();
  const [items, setItems] = useState<UploadItem[]>([]);
  const files = useRef(new Map<number, File>());
  const sendings = useRef(new Map<number, PendingUpload>());
  const nextKey = useRef(1);
  const tell = useRef(done);
  tell.current = done;

  const change = (key: number, changes: Partial<UploadItem>) =>
    setItems((all) => all.map((item) => (item.key === key ? { ...item, ...changes } : item)));

  const sendingCount = items.filter(({ state }) => state === "sending").length;
  const first = sendingCount < maxConcurrentUploads ? items.find(({ state }) => state === "waiting") : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an upload starts only when the next one's turn has come
  useEffect(() => {
    const file = first && files.current.get(first.key);
    if (!first || !file || sendings.current.has(first.key)) return;
    const { key } = first;
    const sending = uploadPicture(file, (part) => change(key, { part }), t.typeset("media.upload.connectionLost"));
    sendings.current.set(key, sending);
    change(key, { state: "sending" });
    void sending.sent.then((sent) => {
      sendings.current.delete(key);
      if (sent.kind === "done") {
        files.current.delete(key);
        change(key, { state: "done", part: 1, picture: sent.picture });
        tell.current(sent.picture);
      } else if (sent.kind === "refused") change(key, { state: "refused", message: sent.message, again: sent.again });
      else change(key, { state: "cancelled", again: true });
    });
  }, [first?.key]);

  // Leaving the page cancels uploads under way.
  useEffect(() => {
    const open = sendings.current;
    return () => {
      for (const sending of open.values()) sending.cancel();
    };
  }, []);

  return {
    items,
    add(chosen: Iterable<File>) {
      const tooLarge = t.typeset("errors.picture.tooLarge", { megabytes: maxUploadMegabytes });
      const added: UploadItem[] = [];
      for (const file of chosen) {
        const key = nextKey.current++;
        const fits = file.size <= maxUploadBytes;
        if (fits) files.current.set(key, file);
        added.push({
          key,
          name: file.name,
          part: 0,
          again: false,
          picture: undefined,
          ...(fits ? { state: "waiting", message: "" } : { state: "refused", message: tooLarge }),
        });
      }
      setItems((all) => [...added, ...all]);
    },
    cancel(key: number) {
      const sending = sendings.current.get(key);
      if (sending) sending.cancel();
      else change(key, { state: "cancelled", again: true });
    },
    retry: (key: number) => change(key, { state: "waiting", part: 0, message: "", again: false }),
    /** Removes finished uploads from the list. */
    clear: () => setItems((all) => all.filter(({ state }) => state === "waiting" || state === "sending")),
  };
}
