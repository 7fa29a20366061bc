import "#features/articles/components/article-end.css";
import type { ArticleTag } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";
import { FollowButton, smallFollowLabels } from "./follow-button.tsx";

/** An article's tags, each with a button of its own that follows it. */
export function FollowedTags({ tags }: { tags: ArticleTag[] }) {
  const labels = smallFollowLabels();
  return (
    <ul className="pills">
      {tags.map(({ id, slug, name }) => (
        <li key={slug} className="pill-pair">
          <a rel="tag" className="pill" href={`/tags/${slug}`}>
            {typeset(name)}
          </a>
          {id !== undefined && <FollowButton subject={{ kind: "tag", id }} name={name} small labels={labels} />}
        </li>
      ))}
    </ul>
  );
}
