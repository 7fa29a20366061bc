import type { ArticleCard } from "#features/articles/queries.ts";
import { formatRatingMean } from "#features/articles/rating-mean.ts";
import { focusStep } from "#features/media/rules.ts";
import { fiveStarsPath } from "#features/ratings/components/star-path.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import { contentTypes, mediaSrc } from "#lib/media-path.ts";
import { insideQuotes, splitJoinedFigures, typeset } from "#lib/typography.ts";
import type { ArticleHit, MarkedText, SearchHit } from "../rules.ts";

/** Twice and three times the widths at which hits show pictures (88 and 150 px). */
const thumbnailWidths = [160, 320, 480];

/** The list of what a search found. `cards`: the articles among the hits, by id. */
export function writeHits(hits: SearchHit[], cards: ReadonlyMap<number, ArticleCard>, zone: string): SafeHtml {
  const written = hits.map((hit) => {
    const date = formatDate(hit.at, { locale: siteLocale(), zone, style: "short" });
    const time = html`<time datetime="${isoWithZone(hit.at, zone)}">${date}</time>`;
    return hit.kind === "article" ? writeArticle(hit, cards.get(hit.id), time) : writeNote(hit, time);
  });
  return html`${starDrawing}<div class="hits">${written}</div>`;
}

/** An article: category, headline, the passage around the words, figures; its picture to the right. */
function writeArticle(hit: ArticleHit, card: ArticleCard | undefined, time: SafeHtml): SafeHtml {
  const t = translator();
  const { category, author, commentCount = 0, ratings } = card ?? {};
  return html`<article class="hit">${card && writePicture(card.picture)}<div>${
    category && html`<a class="chip" href="/categories/${category.slug}">${typeset(category.name)}</a>`
  }<h3 class="headline"><a class="title-link stretched" href="${hit.path}">${writeMarked(hit.title, writeHeadline)}</a></h3>${
    hit.passage.length > 0 && html`<p class="hit-passage">${writeMarked(hit.passage)}</p>`
  }<p class="meta">${time}${author && html`<span>${typeset(author.name)}</span>`}${
    ratings &&
    ratings.count > 0 &&
    html`<span class="hit-rating">${writeStars(ratings.sum / ratings.count)}${t("ratings.count", { count: ratings.count })}, ${formatRatingMean(ratings, siteLocale())}</span>`
  }${
    commentCount > 0 && html`<span class="figure-whole">${t("articles.comments", { count: commentCount })}</span>`
  }</p></div></article>`;
}

/** A comment or a correction, with the article to which it belongs. */
function writeNote(hit: Exclude<SearchHit, ArticleHit>, time: SafeHtml): SafeHtml {
  const t = translator();
  const isComment = hit.kind === "comment";
  const context = t.typeset(isComment ? "search.hits.comment" : "search.hits.correction", {
    article: insideQuotes(hit.articleTitle),
  });
  return html`<article class="hit hit-note" data-kind="${hit.kind}"><div><h3 class="hit-context"><a class="title-link stretched" href="${hit.path}">${context}</a></h3><p class="hit-passage">${writeMarked(hit.passage)}</p><p class="meta">${
    isComment && html`<b>${typeset(hit.author)}</b>`
  }${time}${
    isComment && hit.reactions > 0 && html`<span>${t.typeset("search.hits.reactions", { count: hit.reactions })}</span>`
  }<span class="hit-more" aria-hidden="true">${
    isComment ? t("search.hits.discussion") : t("search.hits.article")
  }</span></p></div></article>`;
}

/** A text in which the found words are marked. */
const writeMarked = (pieces: MarkedText, write = (text: string): SafeHtml | SafeHtml[] => html`${typeset(text)}`) =>
  pieces.map(({ text, isMatch }) => (isMatch ? html`<mark>${write(text)}</mark>` : html`${write(text)}`));

/** As in other headlines (components/ui/headline-text.tsx), joined figures such as "3-2-1" stay on one line. */
function writeHeadline(text: string): SafeHtml[] {
  const parts = splitJoinedFigures(typeset(text));
  return parts.map((part, index) =>
    index % 2 === 1 ? html`<span class="whitespace-nowrap">${part}</span>` : html`${part}`,
  );
}

/** A decoration beside the headline: without alternative text. */
function writePicture(picture: ArticleCard["picture"]): SafeHtml | null {
  if (!picture) return null;
  const { id, revision, width, height } = picture;
  const sources = (format: "avif" | "webp") =>
    thumbnailWidths.map((each) => `${mediaSrc(id, each, format, revision)} ${each}w`).join(", ");
  const sizes = "(min-width: 48rem) 150px, 88px";
  return html`<div class="picture"><picture><source type="${contentTypes.avif}" srcset="${sources("avif")}" sizes="${sizes}"><img src="${mediaSrc(id, 320, "jpeg", revision)}" srcset="${sources("webp")}" sizes="${sizes}" width="${width}" height="${height}" alt=""${writeFocus("fx", picture.focusX)}${writeFocus("fy", picture.focusY)} loading="lazy" decoding="async"></picture></div>`;
}

function writeFocus(axis: "fx" | "fy", percent: number | undefined): SafeHtml | null {
  const step = focusStep(percent);
  if (step === undefined) return null;
  return axis === "fx" ? html` data-fx="${step}"` : html` data-fy="${step}"`;
}

/** Five small stars filled to the mean. Decorative: the text beside it says the same. */
function writeStars(mean: number): SafeHtml {
  const width = Math.round(24 * mean);
  return html`<svg class="star-meter" viewBox="0 0 120 24" aria-hidden="true"><use href="#five-stars" class="star-empty"/><svg width="${width}" height="24" viewBox="0 0 ${width} 24"><use href="#five-stars" class="star-full"/></svg></svg>`;
}

/** The drawing that each `writeStars` uses. */
const starDrawing = html`<svg class="sr-only" aria-hidden="true"><path id="five-stars" d="${fiveStarsPath}"/></svg>`;
