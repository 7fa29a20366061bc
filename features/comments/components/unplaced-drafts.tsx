import { translator } from "#i18n/translator.ts";
import { UnplacedDraftList } from "./unplaced-draft-list.client.tsx";
import "./comments.css";

/** `UnplacedDraftList` in the site's language. */
export function UnplacedDrafts({ closed }: { closed: boolean }) {
  const t = translator();
  return (
    <UnplacedDraftList
      closed={closed}
      labels={{
        heading: t("comments.drafts.heading"),
        closed: t.typeset("comments.drafts.closed"),
        reply: t("comments.drafts.reply", { name: "{name}" }),
        thread: t("comments.drafts.thread"),
        resume: t("comments.drafts.resume"),
        remove: t("comments.drafts.remove"),
      }}
    />
  );
}
