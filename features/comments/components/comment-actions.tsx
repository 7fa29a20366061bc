import type { ReactNode } from "react";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { CommentActionLabelsProvider, PendingComments } from "./comment-actions.client.tsx";
import { ReactionsProvider } from "./reactions.client.tsx";

/** Provides the labels of the buttons that a comment's readers, author and moderators have. */
function CommentActionsProvider({ children }: { children: ReactNode }) {
  const t = translator();
  return (
    <CommentActionLabelsProvider
      labels={{
        link: t("comments.actions.link"),
        permalink: t("comments.permalink"),
        report: t("comments.actions.report"),
        edit: t("comments.actions.edit"),
        remove: t("comments.actions.remove"),
        moderate: t("comments.actions.moderate"),
      }}
    >
      {children}
    </CommentActionLabelsProvider>
  );
}

/** Threads with the buttons of their comments. If the buttons fail to render, the threads stay. */
export function CommentActions({ reaction, children }: { reaction: string; children: ReactNode }) {
  return (
    <ErrorBoundary fallback={children}>
      <ReactionsProvider label={reaction}>
        <CommentActionsProvider>{children}</CommentActionsProvider>
      </ReactionsProvider>
    </ErrorBoundary>
  );
}

/** The list of the viewer's pending comments, in the site's language. */
export function ViewerPendingComments() {
  const t = translator();
  return (
    <ErrorBoundary>
      <PendingComments
        labels={{
          one: t("comments.actions.pendingOne"),
          many: t("comments.actions.pendingMany", { count: "{count}" }),
          waits: t.typeset("comments.actions.waits"),
          inReply: t("comments.actions.inReply"),
          open: t("comments.actions.open"),
        }}
      />
    </ErrorBoundary>
  );
}
