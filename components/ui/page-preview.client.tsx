"use client";

import type { Root } from "hast";
import { renderTree } from "#lib/prose/render.tsx";
import { Prose } from "./prose.tsx";

/** A preview of an unsaved text as readers would see it. */
export function PagePreview({ preview, label }: { preview: { title: string; body: Root }; label: string }) {
  return (
    <section className="page-preview" aria-label={label}>
      <p className="headline text-section">{preview.title}</p>
      <Prose>{renderTree(preview.body)}</Prose>
    </section>
  );
}
