import { typeset } from "#lib/typography.ts";
import type { NamedSlug } from "../queries.ts";

/** An article's tags, as links to their pages. */
export function TagLinks({ tags }: { tags: NamedSlug[] }) {
  return (
    <ul className="pills">
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
