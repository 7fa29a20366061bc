"use client";

import { useEffect } from "react";
import { refreshViewer } from "./use-viewer.client.tsx";

/** Placed on pages that may sign in or out: leaving one fetches the viewer data again, because the header stays. */
export function RefreshViewerOnLeave() {
  useEffect(() => refreshViewer, []);
  return null;
}
