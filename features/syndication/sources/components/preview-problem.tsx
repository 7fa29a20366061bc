import type { ReactNode } from "react";

/** Why there is no preview, and what to do. */
export function PreviewProblem({ children, detail, label }: { children: ReactNode; detail?: string; label?: string }) {
  return (
    <div className="feed-failure" role="alert">
      <p>{children}</p>
      {detail && (
        <p className="admin-detail">
          {label} <code>{detail}</code>
        </p>
      )}
    </div>
  );
}
