import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { mostBytes } from "#features/media/rules.ts";
import { sendAddress, sendPicture } from "#features/media/uploads/send.ts";
import type { UploadedPicture } from "#features/media/uploads/uploaded.ts";
import type { Body } from "../editor/start.ts";
import { fileOfData } from "./data-file.ts";
import { type IntakePorts, type PictureSource, pictureIntake } from "./intake.ts";
import { settlePending } from "./placing.ts";

export interface IntakeWords {
  tooLarge: string;
  broken: string;
  outOfReach: string;
  unnamed: string;
}

/** The pictures being added to this text. One that finishes while its paste is undone is inserted when the paste is redone. */
export function usePictureIntake(body: Body | null, words: IntakeWords) {
  const latest = useRef({ body, words });
  latest.current = { body, words };
  const settled = useRef(new Map<string, UploadedPicture | null>());
  const intake = useMemo(() => {
    const settle: IntakePorts["settle"] = (key, picture) => {
      settled.current.set(key, picture);
      put(latest.current.body, new Map([[key, picture]]));
    };
    return pictureIntake({ send: (source, progress) => send(source, progress, latest.current.words), settle });
  }, []);
  const items = useSyncExternalStore(intake.subscribe, intake.getItems, intake.getItems);

  useEffect(() => {
    if (!body) return;
    const editor = body.editor;
    const again = ({ transaction }: { transaction: { getMeta(key: string): unknown } }) => {
      if (settled.current.size > 0 && transaction.getMeta("history$")) put(body, settled.current);
    };
    editor.on("transaction", again);
    return () => void editor.off("transaction", again);
  }, [body]);

  // Leaving the page cancels what is being sent.
  useEffect(() => () => intake.cancel(), [intake]);

  return { intake, items };
}

function put(body: Body | null, settled: ReadonlyMap<string, UploadedPicture | null>): void {
  if (!body || body.editor.isDestroyed) return;
  const tr = settlePending(body.editor.state, settled);
  if (tr) body.editor.view.dispatch(tr);
}

function send(source: PictureSource, progress: (part: number) => void, words: IntakeWords) {
  if (source === "outOfReach") return words.outOfReach;
  if ("file" in source)
    return source.file.size > mostBytes ? words.tooLarge : sendPicture(source.file, progress, words.broken);
  if (!source.address.startsWith("data:")) return sendAddress(source.address, words.broken);
  const file = fileOfData(source.address, words.unnamed);
  if (file === "tooLarge") return words.tooLarge;
  return file ? sendPicture(file, progress, words.broken) : words.outOfReach;
}
