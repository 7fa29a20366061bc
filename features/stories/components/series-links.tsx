import { HeadlineText } from "#components/ui/headline-text.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { StoryLinks, StoryPart } from "../queries.ts";
import { storyPath } from "../rules.ts";
import "./series-links.css";

/**
 * Leads from an article to the others of its series (previous, next, all parts) or of its running story (the latest
 * ones). Nothing for an article that is in none, or alone in a running story.
 */
export function SeriesLinks({ story }: { story: StoryLinks | null }) {
  if (!story || story.parts.length === 0) return null;
  return (
    <nav className="series-links text-column" aria-labelledby="series-links-title">
      {story.kind === "series" ? <Series story={story} /> : <RunningStory story={story} />}
    </nav>
  );
}

function Series({ story }: { story: StoryLinks }) {
  const t = translator();
  const { number, total, parts } = story;
  const partAt = (wanted: number) => parts.find((part) => part.number === wanted);
  const [previous, next] = [partAt(number - 1), partAt(number + 1)];
  const [first = number, last = number] = [parts[0]?.number, parts.at(-1)?.number];
  const isWhole = parts.length === total;
  return (
    <>
      <p id="series-links-title" className="series-links-title">
        <span>{t("stories.partOf", { number, total })}</span>
        <a className="subtle-link" href={storyPath(story.slug)}>
          {typeset(story.title)}
        </a>
      </p>
      {(previous || next) && (
        <ul className="series-steps">
          {previous && <Step part={previous} label={t("stories.previous")} rel="prev" />}
          {next && <Step part={next} label={t("stories.next")} rel="next" />}
        </ul>
      )}
      {total > 1 && (
        <details>
          <summary>{isWhole ? t("stories.allParts") : t("stories.partsBetween", { first, last })}</summary>
          <ol start={first}>
            {parts.map((part) =>
              part.number === number ? (
                <li key={part.slug} aria-current="true">
                  <strong>{typeset(part.title)}</strong>
                </li>
              ) : (
                <li key={part.slug}>
                  <PartLink part={part} />
                </li>
              ),
            )}
          </ol>
          {!isWhole && (
            <p>
              <a className="series-all" href={storyPath(story.slug)}>
                {t("stories.wholeSeries")}
              </a>
            </p>
          )}
        </details>
      )}
    </>
  );
}

function Step({ part, label, rel }: { part: StoryPart; label: string; rel: "prev" | "next" }) {
  return (
    <li className={`series-step-${rel}`}>
      <a className="title-link" href={`/articles/${part.slug}`} rel={rel}>
        <span className="series-step-label">{label}</span> <HeadlineText text={part.title} />
      </a>
    </li>
  );
}

function RunningStory({ story }: { story: StoryLinks }) {
  const t = translator();
  return (
    <>
      <p id="series-links-title" className="series-links-title">
        <span>{t("stories.continues")}</span>
        <a className="subtle-link" href={storyPath(story.slug)}>
          {typeset(story.title)}
        </a>
      </p>
      <ul className="series-latest">
        {story.parts.map((part) => (
          <li key={part.slug}>
            <PartLink part={part} />
          </li>
        ))}
      </ul>
      <p>
        <a className="series-all" href={storyPath(story.slug)}>
          {t("stories.wholeStory")}
        </a>
      </p>
    </>
  );
}

function PartLink({ part }: { part: StoryPart }) {
  return (
    <a className="title-link" href={`/articles/${part.slug}`}>
      {typeset(part.title)}
    </a>
  );
}
