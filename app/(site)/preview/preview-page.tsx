import "#features/newsroom/components/preview.css";
import type { ComponentProps, ReactNode } from "react";
import { ArticleView } from "#app/(site)/articles/[slug]/article-view.tsx";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { translator } from "#i18n/translator.ts";

interface Props {
  article: ComponentProps<typeof ArticleView>["article"];
  /** Overrides the device's setting. */
  theme?: "light" | "dark" | undefined;
  /** It is in a frame of the newsroom's page, so its landmarks need names that differ from that page's. */
  framed?: true;
  /** What the reader must know first. */
  notice?: ReactNode;
}

/**
 * A draft as readers will see it: their frame, and the parts of the article page. Ratings and comments are shown only
 * after publication.
 */
export function PreviewPage({ article, theme, framed, notice }: Props) {
  const t = translator();
  const landmarks = framed && {
    head: t.typeset("newsroom.preview.headLandmark"),
    page: t.typeset("newsroom.preview.pageLandmark"),
  };
  return (
    <div data-theme={theme}>
      {notice}
      <SiteFrame current={article.category?.slug} landmarks={landmarks}>
        <ArticleView article={article} preview>
          <p className="preview-foot">{t.typeset("newsroom.preview.foot")}</p>
        </ArticleView>
      </SiteFrame>
    </div>
  );
}
