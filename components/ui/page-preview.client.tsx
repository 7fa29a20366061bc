"use client";

import type { Root } from "hast";
import { renderTree } from "#lib/prose/render.tsx";
import { Prose } from "./prose.tsx";

/** What readers would see of a text that is not saved yet. */
export function PagePreview({ preview, label }: { preview: { title: string; body: Root }; label: string }) {
  return (
    <section className="page-preview" aria-label={label}>
      <p className="headline text-section">{preview.title}</p>
      <Prose>{renderTree(preview.body)}</Prose>
    </section>
  );
}
