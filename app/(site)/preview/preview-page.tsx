import "../../preview.css";
import type { ComponentProps, ReactNode } from "react";
import { ArticleView } from "#app/(site)/articles/[slug]/article-view.tsx";
import { Frame } from "#app/(site)/frame.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

interface Props {
  article: ComponentProps<typeof ArticleView>["article"];
  /** Whatever the device is set to. */
  theme?: "light" | "dark" | undefined;
  /** What whoever sees this must know first. */
  notice?: ReactNode;
}

/** A working copy as readers will see it: their frame and the article page's own parts. Stars and comments come with publication. */
export function PreviewPage({ article, theme, notice }: Props) {
  return (
    <div data-theme={theme}>
      {notice}
      <Frame current={article.category?.slug}>
        <ArticleView article={article}>
          <p className="preview-foot">{typeset(translator()("newsroom.preview.foot"))}</p>
        </ArticleView>
      </Frame>
    </div>
  );
}
