"use client";

import { use, useEffect } from "react";

const never = new Promise<never>(() => {});

/**
 * Where the page server writes the results (server/http/search-pages.ts). In the browser it suspends forever: React
 * leaves what the server has sent in a boundary that has not hydrated.
 */
export function SearchContent() {
  if (typeof window !== "undefined") use(never);
  return <div id="search-content" />;
}

/** Instead of the content, if the client router shows the page: the results are in the document only. */
export function ReloadPage() {
  useEffect(() => location.reload(), []);
  return null;
}
