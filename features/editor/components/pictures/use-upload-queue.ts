import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { maxUploadBytes } from "#features/media/rules.ts";
import { requestPictureFetch, uploadPicture } from "#features/media/uploads/upload-client.ts";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";
import type { BodyEditorHandle } from "../tiptap/create-body-editor.ts";
import { dataUrlToFile } from "./data-url.ts";
import { resolvePendingPictures } from "./pending-pictures.ts";
import { createPictureUploadQueue, type UploadQueuePorts, type UploadSource } from "./upload-queue.ts";

export interface PictureUploadMessages {
  tooLarge: string;
  broken: string;
  outOfReach: string;
  unnamed: string;
}

/** The pictures being added to this text. One that finishes while its paste is undone is inserted when the paste is redone. */
export function usePictureUploadQueue(body: BodyEditorHandle | null, words: PictureUploadMessages) {
  const latest = useRef({ body, words });
  latest.current = { body, words };
  const settled = useRef(new Map<string, UploadedPicture | null>());
  const intake = useMemo(() => {
    const settle: UploadQueuePorts["settle"] = (key, picture) => {
      settled.current.set(key, picture);
      dispatchResolved(latest.current.body, new Map([[key, picture]]));
    };
    return createPictureUploadQueue({
      send: (source, progress) => send(source, progress, latest.current.words),
      settle,
    });
  }, []);
  const items = useSyncExternalStore(intake.subscribe, intake.getItems, intake.getItems);

  useEffect(() => {
    if (!body) return;
    const editor = body.editor;
    const onTransaction = ({ transaction }: { transaction: { getMeta(key: string): unknown } }) => {
      if (settled.current.size > 0 && transaction.getMeta("history$")) dispatchResolved(body, settled.current);
    };
    editor.on("transaction", onTransaction);
    return () => void editor.off("transaction", onTransaction);
  }, [body]);

  // Leaving the page cancels what is being sent.
  useEffect(() => () => intake.cancel(), [intake]);

  return { intake, items };
}

function dispatchResolved(body: BodyEditorHandle | null, settled: ReadonlyMap<string, UploadedPicture | null>): void {
  if (!body || body.editor.isDestroyed) return;
  const tr = resolvePendingPictures(body.editor.state, settled);
  if (tr) body.editor.view.dispatch(tr);
}

function send(source: UploadSource, progress: (part: number) => void, words: PictureUploadMessages) {
  if (source === "outOfReach") return words.outOfReach;
  if ("file" in source)
    return source.file.size > maxUploadBytes ? words.tooLarge : uploadPicture(source.file, progress, words.broken);
  if (!source.address.startsWith("data:")) return requestPictureFetch(source.address, words.broken);
  const file = dataUrlToFile(source.address, words.unnamed);
  if (file === "tooLarge") return words.tooLarge;
  return file ? uploadPicture(file, progress, words.broken) : words.outOfReach;
}
