"use client";

import { useState } from "react";
import { toScriptSafeJson } from "#lib/script-safe-json.ts";

/**
 * Structured data about the page (schema.org as JSON-LD). The only place that writes raw HTML: React would escape quotes, and browsers do
 * not unescape a script element's content. It is a data block that no browser runs. Later refreshes keep the data that the page was first
 * sent with: crawlers read them once, and trusted types forbid changing a script element.
 */
export function JsonLd({ data }: { data: Record<string, unknown> }) {
  const [json] = useState(() => toScriptSafeJson({ "@context": "https://schema.org", ...data }));
  return (
    <script
      type="application/ld+json"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: reviewed; `toScriptSafeJson` lets no text leave the element (its test tries)
      dangerouslySetInnerHTML={{ __html: json }}
    />
  );
}
