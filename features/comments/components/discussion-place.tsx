import { discussionPath, isPageDiscussion } from "#features/articles/rules.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** Says on which article or page a comment is, with a link to it. */
export function DiscussionPlace({ article: { slug, title } }: { article: { slug: string; title: string } }) {
  const t = translator();
  return (
    <>
      {t(isPageDiscussion(slug) ? "comments.detail.ofPage" : "comments.detail.of")}{" "}
      <a className="text-link underline" href={discussionPath(slug)}>
        {typeset(title)}
      </a>
    </>
  );
}
