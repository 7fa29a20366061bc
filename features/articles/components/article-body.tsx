import type { ComponentProps } from "react";
import { Prose } from "#components/ui/prose.tsx";
import { insertCards } from "#features/articles/body/cards.ts";
import { addFigureCredits } from "#features/articles/body/credits.ts";
import { insertEmbeds, toEmbed } from "#features/articles/body/embeds.ts";
import { dropLeadFigure } from "#features/articles/body/figures.ts";
import { markGalleries } from "#features/articles/body/galleries.ts";
import { BodyCard } from "#features/articles/components/body-card.tsx";
import { EmbedCard } from "#features/articles/components/embed-card.tsx";
import type { Article, ArticleCard } from "#features/articles/queries.ts";
import { Picture } from "#features/media/components/picture.tsx";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { callouts } from "#lib/html/vocabulary.ts";
import { parseMediaId } from "#lib/media-path.ts";
import { normaliseHeadingLevels } from "#lib/prose/heading-levels.ts";
import { addHeadingAnchors } from "#lib/prose/headings.ts";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { addScrollBoxes } from "#lib/prose/scroll-boxes.ts";
import { typesetTree } from "#lib/prose/typography.ts";
import { insertFootnotes } from "../body/footnotes.ts";

/** A picture in the text column. */
const bodyPictureSizes = "(min-width: 45rem) 680px, 95vw";

/** Ids that the page around the body uses. */
const reservedIds = [
  ...["page", "source", "corrections", "reactions", "rating", "rating-heading", "related", "related-heading"],
  ...["newsletter", "comments", "comments-heading", "leave-comment"],
];
/** Numbered ids that the page uses: comments, notes and their references. */
const numberedIds = /^(comment|pending|note|note-ref)-\d+$/;

/** Renders the stored body after a chain of small transforms, without the lead picture that the page shows above. */
export function ArticleBody({ article, cards }: { article: Article; cards: ArticleCard[] }) {
  const t = translator();
  let tree = parseHtml(article.bodyHtml);
  tree = dropLeadFigure(tree, article.picture?.id ?? null);
  tree = addFigureCredits(tree, article.pictures, t);
  tree = insertCards(tree, cards);
  tree = insertEmbeds(tree);
  tree = markGalleries(tree);
  tree = normaliseHeadingLevels(tree);
  tree = addHeadingAnchors(tree, reservedIds, numberedIds);
  tree = insertFootnotes(tree, {
    notes: t("articles.footnotes.title"),
    note: t.raw("articles.footnotes.note"),
    back: t.raw("articles.footnotes.back"),
  });
  tree = setLinkRel(tree, ["external"]);
  tree = addScrollBoxes(tree, t("articles.scrollTable"));
  tree = typesetTree(tree);
  let embeds = 0;
  return (
    <Prose className="e-content">
      {/* <aside> is a link card, an embed or, with its kind, a callout of the vocabulary */}
      {renderTree(tree, {
        img: ({ src, alt, width, height }) => {
          const id = parseMediaId(src);
          // Only our own pictures are shown: a page requests nothing from another site.
          if (!id) return null;
          // A replaced picture has another size than the body says.
          const current = article.pictures.find((picture) => picture.id === id);
          return (
            <Picture
              id={id}
              width={current?.width ?? Number(width)}
              height={current?.height ?? Number(height)}
              revision={current?.revision}
              alt={alt ?? ""}
              sizes={bodyPictureSizes}
            />
          );
        },
        aside: ({ children, ...props }: ComponentProps<"aside"> & Record<`data-${string}`, unknown>) => {
          const kind = callouts.find((one) => one === props["data-callout"]);
          if (kind) {
            const name = t(`articles.callouts.${kind}`);
            return (
              <aside className="callout" data-callout={kind} aria-label={name}>
                <p className="callout-kind">{name}</p>
                {children}
              </aside>
            );
          }
          const { "data-embed": address, "data-title": title } = props;
          const embed = typeof address === "string" ? toEmbed(address, String(title ?? "")) : undefined;
          if (embed) {
            embeds += 1;
            return <EmbedCard embed={embed} name={`embed-${embeds}`} />;
          }
          const card = cards.find(({ id }) => String(id) === String(props["data-card"]));
          return card ? <BodyCard article={card} /> : null;
        },
      })}
    </Prose>
  );
}
