import type { ReactNode } from "react";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { OwnMarks, PendingComments } from "./own-marks.client.tsx";

/** Gives the comments in it the words of their readers', author's and moderators' buttons. */
export function WithOwnActs({ children }: { children: ReactNode }) {
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

/** The place of what waits, in the site's language. */
export function OwnPending() {
  const t = translator();
  return (
    <PendingComments
      labels={{
        one: t("comments.mine.pendingOne"),
        many: t("comments.mine.pendingMany", { count: "{count}" }),
        waits: typeset(t("comments.mine.waits")),
        inReply: t("comments.mine.inReply"),
        open: t("comments.mine.open"),
      }}
    />
  );
}
