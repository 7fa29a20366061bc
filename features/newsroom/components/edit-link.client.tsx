"use client";

import { useViewer } from "#features/auth/components/use-viewer.client.tsx";
import "./edit-link.css";

/**
 * A link from an article's page to its editor, for members who may edit it. It appears in a reserved space, so nothing
 * moves.
 */
export function EditLink({ label }: { label: string }) {
  const id = useViewer()?.edits;
  if (!id) return null;
  return (
    <a className="edit-link" href={`/admin/articles/${id}`}>
      {label}
    </a>
  );
}
