import { HeadlineText } from "#components/ui/headline-text.tsx";
import type { ArticleCard, NamedSlug } from "#features/articles/queries.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { Story } from "./story.tsx";

interface Props {
  sections: { section: NamedSlug; articles: ArticleCard[] }[];
  /** `tall`: with a large picture and a second headline; `row`: one headline beside a small picture. */
  kind: "tall" | "row";
}

/** Up to three sections of the site, side by side on wide screens. */
export function SectionBlocks({ sections, kind }: Props) {
  if (sections.length === 0) return null;
  const t = translator();
  return (
    <div className="front-sections" data-kind={kind} data-columns={sections.length}>
      {sections.map(({ section: { slug, name }, articles: [first, second] }) => (
        <section key={slug} aria-labelledby={`section-${slug}`}>
          <div className="front-section-head">
            <h2 id={`section-${slug}`} className="headline">
              {typeset(name)}
            </h2>
            <a href={`/categories/${slug}`}>
              {t("home.seeAll")}
              <span className="sr-only">{t.typeset("home.seeAllOf", { name })}</span>
            </a>
          </div>
          {first && <Story article={first} place={kind} level={3} />}
          {second && (
            <article className="second-story">
              <h3 className="headline">
                <a className="title-link stretched" href={`/articles/${second.slug}`}>
                  <HeadlineText text={second.title} />
                </a>
              </h3>
            </article>
          )}
        </section>
      ))}
    </div>
  );
}
