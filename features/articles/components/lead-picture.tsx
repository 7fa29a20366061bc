import type { Article } from "#features/articles/queries.ts";
import { isWidePicture } from "#features/articles/rules.ts";
import { CreditLine } from "#features/media/components/credit-line.tsx";
import { Picture } from "#features/media/components/picture.tsx";
import { typeset } from "#lib/typography.ts";

interface Props {
  article: Pick<Article, "picture" | "leadCaption" | "leadCredit" | "leadLicence">;
}

/** The picture above an article's text, wider than the text if it is large enough. */
export function LeadPicture({ article }: Props) {
  const { picture, leadCaption, leadCredit, leadLicence } = article;
  if (!picture) return null;
  // As in the text: a credit that the caption already contains is not repeated.
  const credit = leadCaption.includes(leadCredit) ? "" : leadCredit;
  const wide = isWidePicture(picture);
  return (
    <figure className="lead-picture picture" data-wide={wide ? "" : undefined}>
      <Picture
        id={picture.id}
        width={picture.width}
        height={picture.height}
        revision={picture.revision}
        alt={picture.alt}
        sizes={
          wide
            ? "(min-width: 75rem) 952px, (min-width: 68rem) 76vw, (min-width: 45rem) 680px, 95vw"
            : "(min-width: 45rem) 680px, 95vw"
        }
        priority
      />
      {(leadCaption || credit || leadLicence) && (
        <figcaption className="caption">
          {typeset(leadCaption)} <CreditLine credit={credit} licence={leadLicence} />
        </figcaption>
      )}
    </figure>
  );
}
