import type { Metadata } from "next";
import { Frame } from "#app/(site)/frame.tsx";
import { getHome } from "#features/articles/cached.ts";
import { CardSection } from "#features/articles/components/card-section.tsx";
import { EmptySite } from "#features/articles/components/empty-site.tsx";
import { HomeFront } from "#features/articles/components/home-front.tsx";
import { homeMetadata } from "#features/articles/metadata.ts";
import { getSettings } from "#features/settings/cached.ts";
import { listNavigation } from "#features/taxonomy/cached.ts";
import { translator } from "#i18n/translator.ts";

/** The lead and the five beside it; two rows of three look full, one may be missing nothing. */
const sizes = { latest: 6, best: 3, each: 3 };
/** Sections by category: more would repeat the navigation. */
const mostSections = 8;

export async function generateMetadata(): Promise<Metadata> {
  return homeMetadata({ page: 1, last: 1 }, await getSettings());
}

export default async function HomePage() {
  const [settings, categories] = await Promise.all([getSettings(), listNavigation()]);
  const sections = categories.slice(0, mostSections);
  const { latest, best, byCategory } = await getHome(
    sections.map(({ id }) => id),
    sizes,
  );
  const t = translator();
  const articlesOf = new Map(byCategory);
  return (
    <Frame>
      <div className="wide pt-6 md:pt-9">
        <h1 className="sr-only">{settings["site.name"]}</h1>
        {latest.length === 0 ? <EmptySite /> : <HomeFront latest={latest} />}
        <CardSection id="best" title={t("home.best")} articles={best} />
        {sections.map(({ id, slug, name }) => (
          <CardSection
            key={id}
            id={`category-${id}`}
            title={name}
            href={`/categories/${slug}`}
            articles={articlesOf.get(id) ?? []}
          />
        ))}
      </div>
    </Frame>
  );
}
