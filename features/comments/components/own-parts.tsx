import type { ReactNode } from "react";
import { PartBoundary } from "#components/ui/part-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { OwnMarks, PendingComments } from "./own-marks.client.tsx";
import { Reactions } from "./reactions.client.tsx";

/** Provides the labels of the buttons that a comment's readers, author and moderators have. */
function WithCommentActions({ children }: { children: ReactNode }) {
  const t = translator();
  return (
    <OwnMarks
      labels={{
        report: t("comments.mine.report"),
        edit: t("comments.mine.edit"),
        remove: t("comments.mine.remove"),
        moderate: t("comments.mine.moderate"),
      }}
    >
      {children}
    </OwnMarks>
  );
}

/** Threads with the buttons of their comments. If the buttons fail, the threads stay. */
export function InteractiveThreads({ reaction, children }: { reaction: string; children: ReactNode }) {
  return (
    <PartBoundary instead={children}>
      <Reactions label={reaction}>
        <WithCommentActions>{children}</WithCommentActions>
      </Reactions>
    </PartBoundary>
  );
}

/** The place of what waits, in the site's language. */
export function OwnPending() {
  const t = translator();
  return (
    <PartBoundary>
      <PendingComments
        labels={{
          one: t("comments.mine.pendingOne"),
          many: t("comments.mine.pendingMany", { count: "{count}" }),
          waits: typeset(t("comments.mine.waits")),
          inReply: t("comments.mine.inReply"),
          open: t("comments.mine.open"),
        }}
      />
    </PartBoundary>
  );
}
