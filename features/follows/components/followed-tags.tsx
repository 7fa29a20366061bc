import "#features/articles/components/article-end.css";
import type { ReactNode } from "react";
import type { ArticleTag } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";
import { FollowButton, smallFollowLabels } from "./follow-button.tsx";

interface Props {
  tags: ArticleTag[];
  /** Items before them. */
  children?: ReactNode;
}

/** An article's tags, each with a button of its own that follows it. */
export function FollowedTags({ tags, children }: Props) {
  const labels = smallFollowLabels();
  return (
    <ul className="pills">
      {children}
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
