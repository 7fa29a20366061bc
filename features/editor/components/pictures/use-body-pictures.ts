import { useCallback, useRef, useState } from "react";
import { maxPicturesPerPaste, newPictureId } from "#features/editor/document/clipboard/pictures.ts";
import { toPendingId } from "#features/editor/document/pending-picture-id.ts";
import type { Translator } from "#i18n/create-translator.ts";
import type { EditorHost } from "../editor-host.ts";
import type { BodyEditorHandle } from "../tiptap/create-body-editor.ts";
import type { ClipboardExtras } from "../tiptap/paste-handlers.ts";
import { listPendingPictures } from "./pending-pictures.ts";
import { type PictureUploadMessages, usePictureUploadQueue } from "./use-upload-queue.ts";

/** Adds pictures to the text: files that were chosen, dropped or pasted, and those of a pasted page. */
export function useBodyPictures(
  body: BodyEditorHandle | null,
  host: EditorHost,
  t: Translator,
  words: PictureUploadMessages,
) {
  const { intake, items } = usePictureUploadQueue(body, words);
  const [sentences, setSentences] = useState<string[]>([]);
  const latest = useRef({ body, host, t });
  latest.current = { body, host, t };

  /** Publishing waits for pictures that are being sent; saving does not. */
  const hold = useCallback(() => {
    const busy = intake.busy();
    if (busy) latest.current.host.waitFor(busy, "beforePublishing");
  }, [intake]);

  const takeFiles = useCallback(
    (files: File[], at: number | null) => {
      const { body: open, t: translate } = latest.current;
      if (!open) return;
      const accepted = files.slice(0, maxPicturesPerPaste).map((file) => ({
        key: newPictureId(),
        source: { file },
        name: file.name || translate.typeset("editor.picture"),
      }));
      const figures = accepted.map(({ key }) => pendingFigure(key));
      // In the order in which they were chosen, whichever arrives first.
      if (at === null) open.put(figures);
      else open.editor.commands.insertContentAt(at, figures);
      setSentences(describeLeftOut({ tooMany: files.length - accepted.length }, translate));
      intake.add(accepted);
      hold();
    },
    [intake, hold],
  );

  const takeExtras = useCallback(
    (extras: ClipboardExtras) => {
      const { body: open, t: translate } = latest.current;
      // Pictures that cannot be inserted in a caption or another line go below it.
      const placed = open ? listPendingPictures(open.editor.state) : new Set<string>();
      const missing = [...extras.pictures.keys()].filter((key) => !placed.has(toPendingId(key)));
      if (missing.length > 0) open?.put(missing.map(pendingFigure));
      setSentences(describeLeftOut(extras, translate));
      intake.add(
        [...extras.pictures].map(([key, { address, name }], index) => ({
          key,
          name: name || translate("editor.pictureNumber", { n: String(index + 1) }),
          source: address === undefined ? ("outOfReach" as const) : { address },
        })),
      );
      hold();
    },
    [intake, hold],
  );

  const retry = useCallback(() => {
    intake.retry();
    hold();
  }, [intake, hold]);

  return { intake, items, retry, takeFiles, takeExtras, notices: { sentences, dismiss: () => setSentences([]) } };
}

const pendingFigure = (key: string) => ({
  type: "figure",
  attrs: { pictures: [{ id: toPendingId(key), alt: "", width: null, height: null, href: null }] },
});

function describeLeftOut(leftOut: Partial<ClipboardExtras>, t: Translator): string[] {
  const { comments = 0, deletions = false, tooMany = 0 } = leftOut;
  return [
    ...(comments > 0 ? [t.typeset("editor.commentsLeftOut", { n: String(comments) })] : []),
    ...(deletions ? [t.typeset("editor.deletionsLeftOut")] : []),
    ...(tooMany > 0
      ? [t.typeset("editor.picturesTooMany", { n: String(tooMany), max: String(maxPicturesPerPaste) })]
      : []),
  ];
}
