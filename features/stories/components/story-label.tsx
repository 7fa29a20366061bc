import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { StoryLinks } from "../queries.ts";
import { storyPath } from "../rules.ts";
import "./series-links.css";

/**
 * Tells a reader who arrives at an article, before its text, which part of which series it is, or that it belongs to a
 * running story. Nothing where `SeriesLinks` shows nothing.
 */
export function StoryLabel({ story }: { story: StoryLinks | null }) {
  if (!story || story.parts.length === 0) return null;
  const t = translator();
  const { kind, number, total } = story;
  return (
    <p className="story-label">
      <span>{kind === "series" ? t("stories.partOf", { number, total }) : t("stories.kind.story")}</span>{" "}
      <a href={storyPath(story.slug)}>{typeset(story.title)}</a>
    </p>
  );
}
