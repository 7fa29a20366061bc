import { formatIssueDate } from "#features/newsletter/issues/issue-date.ts";
import { archivePath, listSections } from "#features/newsletter/issues/rules.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { typeset } from "#lib/typography.ts";
import type { IssuePage } from "../cached.ts";
import { IssueStory } from "./issue-story.tsx";

/** A sent issue with all its sections. An article that is no longer published keeps its title, without a link. */
export function IssueView({ issue, slugs }: IssuePage) {
  const { snapshot } = issue;
  const t = translator();
  const sections = listSections(
    snapshot,
    snapshot.topics.map(({ id }) => id),
  );
  return (
    <article className="text-column discussion issue">
      <p className="archive-date">
        {issue.kind === "alert" && <strong>{t("issues.mail.alert")}</strong>}
        <a href={archivePath}>{t("issues.archive.title")}</a>
        {issue.kind !== "alert" && <span>{formatIssueDate(issue, snapshot)}</span>}
        <FormattedDate at={issue.startedAt} style="short" />
      </p>
      <h1 className="headline">{typeset(snapshot.subject)}</h1>
      {snapshot.introductionHtml && (
        <div className="prose issue-introduction">{renderTree(parseHtml(snapshot.introductionHtml))}</div>
      )}
      {sections.map(({ topic, articles }) => (
        <section key={topic.id} className="issue-section" aria-labelledby={`topic-${topic.id}`}>
          <h2 id={`topic-${topic.id}`}>{typeset(topic.name)}</h2>
          {articles.map((article) => (
            <IssueStory key={article.articleId} article={article} slug={slugs.get(article.articleId)} />
          ))}
        </section>
      ))}
      <p className="issue-foot">
        <a href={archivePath}>{t("issues.archive.subscribe")}</a>
      </p>
    </article>
  );
}
