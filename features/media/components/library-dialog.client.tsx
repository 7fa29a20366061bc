"use client";

import { lazy, Suspense } from "react";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import type { UploadedPicture } from "../uploads/uploaded-picture.ts";
import type { MultiplePictures } from "./media-picker.client.tsx";

interface Props {
  onChoose(picture: UploadedPicture): void;
  several?: MultiplePictures;
  onClose(): void;
}

// Loaded when it is first opened: most editing needs no picture.
const MediaPicker = lazy(() => import("./media-picker.client.tsx").then((module) => ({ default: module.MediaPicker })));

/** The library's dialog within the article's form, which must not receive the dialog's input and submit events. */
export function LibraryDialog(props: Props) {
  return (
    <div onInput={(event) => event.stopPropagation()}>
      <ErrorBoundary>
        <Suspense fallback={null}>
          <MediaPicker {...props} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
