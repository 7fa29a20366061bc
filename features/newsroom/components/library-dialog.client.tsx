"use client";

import { lazy, Suspense } from "react";
import { ErrorBoundary } from "#components/ui/part-boundary.client.tsx";
import type { PickerLabels } from "#features/media/components/labels.ts";
import type { MultiplePictures } from "#features/media/components/media-picker.client.tsx";
import type { UploadedPicture } from "#features/media/uploads/uploaded.ts";

interface Props {
  labels: PickerLabels;
  onChoose(picture: UploadedPicture): void;
  several?: MultiplePictures;
  onClose(): void;
}

// Fetched when it is first opened: most texts get their words without it.
const MediaPicker = lazy(() =>
  import("#features/media/components/media-picker.client.tsx").then((module) => ({ default: module.MediaPicker })),
);

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
