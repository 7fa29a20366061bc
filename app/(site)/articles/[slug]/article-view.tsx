import type { ComponentProps, ReactNode } from "react";
import { cardIdsIn } from "#features/articles/body/cards.ts";
import { getCards } from "#features/articles/cached.ts";
import { Story } from "#features/articles/components/story.tsx";
import { getCorrectionsOf } from "#features/corrections/cached.ts";
import { CorrectionsOf } from "#features/corrections/components/corrections-of.tsx";
import { getRelated } from "#features/related/cached.ts";
import { RelatedSelection } from "#features/related/components/related-selection.tsx";
import { getSettings } from "#features/settings/cached.ts";

interface Props {
  article: ComponentProps<typeof Story>["article"];
  /** In the empty room above it; takes none of its own. */
  above?: ReactNode;
  /** At the foot of the article itself. */
  foot?: ReactNode;
  /** Below everything. */
  children?: ReactNode;
}

/** An article with what stands around it: the same for its page and for its preview. */
export async function ArticleView({ article, above, foot, children }: Props) {
  const settings = await getSettings();
  const [cards, related, corrections] = await Promise.all([
    getCards(cardIdsIn(article.bodyHtml)),
    getRelated(article.id, settings["related.count"]),
    getCorrectionsOf(article.id),
  ]);
  return (
    <div className="wide relative pt-8 md:pt-14">
      {above}
      <Story
        article={article}
        cards={cards}
        corrections={<CorrectionsOf corrections={corrections} zone={settings["site.zone"]} />}
      >
        {foot}
      </Story>
      <RelatedSelection related={related} />
      {children && <div className="text-column after-story">{children}</div>}
    </div>
  );
}
