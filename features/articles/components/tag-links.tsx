import type { ReactNode } from "react";
import { typeset } from "#lib/typography.ts";
import type { NamedSlug } from "../queries.ts";

interface Props {
  tags: NamedSlug[];
  /** Items before them. */
  children?: ReactNode;
}

/** An article's tags, as links to their pages. */
export function TagLinks({ tags, children }: Props) {
  return (
    <ul className="pills">
      {children}
      {tags.map((tag) => (
        <li key={tag.slug} className="pill-pair">
          <a rel="tag" className="pill" href={`/tags/${tag.slug}`}>
            {typeset(tag.name)}
          </a>
        </li>
      ))}
    </ul>
  );
}
