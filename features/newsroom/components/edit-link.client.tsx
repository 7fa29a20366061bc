"use client";

import { useViewer } from "#features/auth/components/use-viewer.client.tsx";

/** From an article's page to its desk, for whoever may work on it there. Stands in the empty room above the article: nothing moves when it comes. */
export function EditLink({ label }: { label: string }) {
  const id = useViewer()?.edits;
  if (!id) return null;
  return (
    <a className="edit-link" href={`/admin/articles/${id}`}>
      {label}
    </a>
  );
}
