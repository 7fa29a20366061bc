import { discussionPath } from "#features/articles/rules.ts";
import "#features/comments/components/comment-form.css";
import { translator } from "#i18n/translator.ts";
import { insideQuotes } from "#lib/typography.ts";

/** Replaces a hidden comment for its reporter. */
export function ReportedComment({ article }: { article: { slug: string; title: string } }) {
  const t = translator();
  return (
    <div className="wide comment-detail">
      <h1 className="headline text-section">{t("reports.yours")}</h1>
      <p role="status" className="form-note mt-6 font-sans text-small">
        {t("comments.detail.reported")} {t.typeset("reports.hidden")}
      </p>
      <p className="mt-6 font-sans text-small">
        <a className="subtle-link" href={`${discussionPath(article.slug)}#comments`}>
          {t.typeset("reports.back", { title: insideQuotes(article.title) })}
        </a>
      </p>
    </div>
  );
}
