"use client";

import { useEffect } from "react";
import { refreshViewer } from "./use-viewer.client.tsx";

/** Stands on a page that may change who one is (signs in, signs out): leaving it asks again, because the header stays. */
export function RefreshViewerOnLeave() {
  useEffect(() => refreshViewer, []);
  return null;
}
