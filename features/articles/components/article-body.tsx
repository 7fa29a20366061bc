import { LRUCache } from "lru-cache";
import type { ComponentProps, ReactElement } from "react";
import { shellIds } from "#components/site-shell/shell-ids.ts";
import { Prose } from "#components/ui/prose.tsx";
import { insertCards } from "#features/articles/body/cards.ts";
import { type ContentsEntry, listContents } from "#features/articles/body/contents.ts";
import { addFigureCredits } from "#features/articles/body/credits.ts";
import { insertEmbeds, toEmbed } from "#features/articles/body/embeds.ts";
import { extractLeadFigure, type LeadFigure } from "#features/articles/body/figures.ts";
import { markGalleries } from "#features/articles/body/galleries.ts";
import { listPrintedLinks } from "#features/articles/body/printed-links.ts";
import { BodyCard } from "#features/articles/components/body-card.tsx";
import { EmbedCard } from "#features/articles/components/embed-card.tsx";
import type { Article, ArticleCard, BodyPicture } from "#features/articles/queries.ts";
import { Picture } from "#features/media/components/picture.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { callouts } from "#lib/html/vocabulary.ts";
import { parseMediaId } from "#lib/media-path.ts";
import { normaliseHeadingLevels } from "#lib/prose/heading-levels.ts";
import { addHeadingAnchors } from "#lib/prose/headings.ts";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { cacheRenderedTrees } from "#lib/prose/render.tsx";
import { addScrollBoxes } from "#lib/prose/scroll-boxes.ts";
import { typesetTree } from "#lib/prose/typography.ts";
import { insertFootnotes } from "../body/footnotes.ts";

/** A picture in the text column. */
const bodyPictureSizes = "(min-width: 45rem) 680px, 95vw";

/** Ids that the page around the body uses. */
const reservedIds = [
  ...shellIds,
  ...["source", "corrections", "reactions", "rating", "rating-heading", "related", "related-heading"],
  ...["newsletter", "newsletter-heading", "comments", "comments-heading", "leave-comment", "also-covered"],
  ...["contents-heading", "corrections-heading", "subjects", "subjects-heading", "share", "share-heading", "authors"],
  ...["series-links-title", "picked-comments", "edit-body", "delete-heading"],
];
/** Numbered ids that the page uses: comments, notes and their references. */
const numberedIds = /^(comment|pending|note|note-ref|correction|follow-(tag|author|discussion))-\d+$/;

/** Enough for thirty bodies of 35 KB. */
const renderCached = cacheRenderedTrees(1_000_000);

interface BodyOutline {
  contents: ContentsEntry[];
  /** The addresses of its links, for a printed page. */
  links: string[];
  /** Its figure of the lead picture, which is not shown in it. */
  leadFigure: LeadFigure | undefined;
}

const keptOutlines = new LRUCache<string, BodyOutline>({
  maxSize: 1_000_000,
  sizeCalculation: (_, key) => key.length + 1,
});

/**
 * Renders the stored body after a chain of small transforms, without the lead picture that the page shows above, and
 * lists its headings and links.
 */
export function renderBody(article: Article, cards: ArticleCard[]): BodyOutline & { body: ReactElement } {
  const { bodyHtml, picture, pictures } = article;
  const key = JSON.stringify([siteLocale(), bodyHtml, picture?.id, pictures, cards]);
  let transformed: ReturnType<typeof transformBody> | undefined;
  const transform = () => {
    transformed ??= transformBody(bodyHtml, picture?.id ?? null, pictures, cards);
    return transformed;
  };
  let outline = keptOutlines.get(key);
  if (!outline) {
    const { tree, leadFigure } = transform();
    outline = { contents: listContents(tree), links: listPrintedLinks(tree), leadFigure };
    keptOutlines.set(key, outline);
  }
  const body = renderCached(key, () => ({ tree: transform().tree, components: bodyComponents(pictures, cards) }));
  return { ...outline, body: <Prose className="e-content">{body}</Prose> };
}

function transformBody(html: string, leadPicture: string | null, pictures: BodyPicture[], cards: ArticleCard[]) {
  const t = translator();
  let tree = parseHtml(html);
  const leadFigure = extractLeadFigure(tree, leadPicture);
  tree = addFigureCredits(tree, pictures, t);
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
  return { tree: typesetTree(tree), leadFigure };
}

function bodyComponents(pictures: BodyPicture[], cards: ArticleCard[]) {
  return {
    img: ({ src, alt, width, height }: ComponentProps<"img">) => {
      const id = parseMediaId(src);
      // Only our own pictures are shown: a page requests nothing from another site.
      if (!id) return null;
      // A replaced picture has another size than the body says.
      const current = pictures.find((picture) => picture.id === id);
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
    // <aside> is a link card, an embed or, with its kind, a callout of the vocabulary.
    aside: ({ children, ...props }: ComponentProps<"aside"> & Record<`data-${string}`, unknown>) => {
      const kind = callouts.find((one) => one === props["data-callout"]);
      if (kind) {
        const name = translator()(`articles.callouts.${kind}`);
        return (
          <aside className="callout" data-callout={kind} aria-label={name}>
            <p className="callout-kind">{name}</p>
            {children}
          </aside>
        );
      }
      const { "data-embed": address, "data-title": title, "data-frame": frame } = props;
      const embed = typeof address === "string" ? toEmbed(address, String(title ?? "")) : undefined;
      if (embed) return <EmbedCard embed={embed} name={String(frame)} />;
      const card = cards.find(({ id }) => String(id) === String(props["data-card"]));
      return card ? <BodyCard article={card} /> : null;
    },
  };
}
