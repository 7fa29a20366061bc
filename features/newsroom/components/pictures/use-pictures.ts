import { useCallback, useRef, useState } from "react";
import { maxPicturesAtOnce, newPictureId } from "#features/newsroom/document/clipboard/pictures.ts";
import { pendingId } from "#features/newsroom/document/pending-id.ts";
import { fill } from "#lib/fill.ts";
import type { ClipboardExtras } from "../editor/pasting.ts";
import type { Body } from "../editor/start.ts";
import type { Labels } from "../labels.ts";
import type { LiveDesk } from "../live/live-desk.ts";
import { pendingIn } from "./placing.ts";
import { type IntakeWords, usePictureIntake } from "./use-picture-intake.ts";

/** Adds pictures to the text: files that were chosen, dropped or pasted, and those of a pasted page. */
export function usePictures(body: Body | null, live: LiveDesk, labels: Labels, words: IntakeWords) {
  const { intake, items } = usePictureIntake(body, words);
  const [sentences, setSentences] = useState<string[]>([]);
  const latest = useRef({ body, live, labels });
  latest.current = { body, live, labels };

  /** Publishing waits for pictures that are being sent; saving does not. */
  const hold = useCallback(() => {
    const busy = intake.busy();
    if (busy) latest.current.live.awaits(busy, "beforePublishing");
  }, [intake]);

  const takeFiles = useCallback(
    (files: File[], at: number | null) => {
      const { body: open, labels: said } = latest.current;
      if (!open) return;
      const taken = files.slice(0, maxPicturesAtOnce).map((file) => ({
        ...{ key: newPictureId(), source: { file } },
        name: file.name || said.picture,
      }));
      const figures = taken.map(({ key }) => pendingFigure(key));
      // In the order in which they were chosen, whichever arrives first.
      if (at === null) open.put(figures);
      else open.editor.commands.insertContentAt(at, figures);
      setSentences(noticesOf({ tooMany: files.length - taken.length }, said));
      intake.add(taken);
      hold();
    },
    [intake, hold],
  );

  const takeExtras = useCallback(
    (extras: ClipboardExtras) => {
      const { body: open, labels: said } = latest.current;
      // Pictures that cannot be inserted in a caption or another line go below it.
      const placed = open ? pendingIn(open.editor.state) : new Set<string>();
      const missing = [...extras.pictures.keys()].filter((key) => !placed.has(pendingId(key)));
      if (missing.length > 0) open?.put(missing.map(pendingFigure));
      setSentences(noticesOf(extras, said));
      intake.add(
        [...extras.pictures].map(([key, { address, name }], index) => ({
          key,
          name: name || fill(said.pictureNumber, { n: String(index + 1) }),
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
  attrs: { pictures: [{ id: pendingId(key), alt: "", width: null, height: null, href: null }] },
});

function noticesOf(left: Partial<ClipboardExtras>, labels: Labels): string[] {
  const { comments = 0, deletions = false, tooMany = 0 } = left;
  return [
    ...(comments > 0 ? [fill(labels.commentsLeftOut, { n: String(comments) })] : []),
    ...(deletions ? [labels.deletionsLeftOut] : []),
    ...(tooMany > 0 ? [fill(labels.picturesTooMany, { n: String(tooMany), most: String(maxPicturesAtOnce) })] : []),
  ];
}
