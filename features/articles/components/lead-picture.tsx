import type { ElementContent, Root } from "hast";
import { captionLine, chooseCaption, type LeadFigure } from "#features/articles/body/figures.ts";
import type { Article } from "#features/articles/queries.ts";
import { isWidePicture } from "#features/articles/rules.ts";
import { CreditLine } from "#features/media/components/credit-line.tsx";
import { Picture } from "#features/media/components/picture.tsx";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { typesetTree } from "#lib/prose/typography.ts";
import { isWebAddress } from "#lib/site-address.ts";
import { typeset } from "#lib/typography.ts";

interface Props {
  article: Pick<Article, "picture" | "leadCaption" | "leadCredit" | "leadLicence">;
  /** The body's figure of the same picture, which is shown here only. */
  figure?: LeadFigure | undefined;
}

/** The picture above an article's text, wider than the text if it is large enough. */
export function LeadPicture({ article, figure }: Props) {
  const { picture, leadCaption, leadCredit, leadLicence } = article;
  if (!picture) return null;
  // As in the text: a credit that the caption already contains is not repeated.
  const credit = (leadCaption || captionLine(figure)).includes(leadCredit) ? "" : leadCredit;
  const caption = chooseCaption(figure, leadCaption);
  const wide = isWidePicture(picture);
  const shown = (
    <Picture
      id={picture.id}
      width={picture.width}
      height={picture.height}
      revision={picture.revision}
      alt={picture.alt || (figure?.alt ?? "")}
      sizes={
        wide
          ? "(min-width: 75rem) 952px, (min-width: 68rem) 76vw, (min-width: 45rem) 680px, 95vw"
          : "(min-width: 45rem) 680px, 95vw"
      }
      priority
    />
  );
  return (
    <figure className="lead-picture picture" data-wide={wide ? "" : undefined}>
      {figure?.href ? (
        <a href={figure.href} rel={isWebAddress(figure.href) ? "external" : undefined}>
          {shown}
        </a>
      ) : (
        shown
      )}
      {(leadCaption || caption.length > 0 || credit || leadLicence) && (
        <figcaption className="caption">
          {caption.length > 0 ? <Caption nodes={caption} /> : typeset(leadCaption)}{" "}
          <CreditLine credit={credit} licence={leadLicence} />
        </figcaption>
      )}
    </figure>
  );
}

/** A caption with its links, as in the text. The nodes are copied, because they are kept with the body. */
function Caption({ nodes }: { nodes: ElementContent[] }) {
  const tree: Root = { type: "root", children: structuredClone(nodes) };
  return renderTree(typesetTree(setLinkRel(tree, ["external"])));
}
