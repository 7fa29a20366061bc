"use client";

import { useState } from "react";
import { toScriptSafeJson } from "#lib/script-safe-json.ts";

/**
 * Data about the page for machines (schema.org as JSON-LD). The one place of the site that writes raw HTML: React would
 * escape quotes, and a script element's content is not unescaped by browsers. It is a data block: no browser runs it.
 * What the page was sent with stays when the page refreshes itself: machines read it once, and trusted types let no script element be changed.
 */
export function JsonLd({ data }: { data: Record<string, unknown> }) {
  const [sent] = useState(() => toScriptSafeJson({ "@context": "https://schema.org", ...data }));
  return (
    <script
      type="application/ld+json"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: reviewed; `toScriptSafeJson` lets no text leave the element (its test tries)
      dangerouslySetInnerHTML={{ __html: sent }}
    />
  );
}
