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

// Fetched when it is first opened: most texts get their words without it.
const MediaPicker = lazy(() => import("./media-picker.client.tsx").then((module) => ({ default: module.MediaPicker })));

/** The library's dialog inside the article's form, which hears nothing of what is typed and sent in it. */
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
