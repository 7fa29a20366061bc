import type { ReactNode } from "react";
import { translator } from "#i18n/translator.ts";
import type { ArticleCard } from "../queries.ts";
import { LineSection } from "./line-section.tsx";

interface Props {
  articles: ArticleCard[];
  search: ReactNode;
}

/** The content of the 404 page, with ways to continue. The header above it lists the categories. */
export function NotFoundContent({ articles, search }: Props) {
  const t = translator();
  return (
    <div className="wide refusal">
      <div className="max-w-text">
        <p className="archive-kind">404</p>
        <h1 className="headline text-headline">{t("notFound.title")}</h1>
        <p className="mt-5 text-lead text-soft">{t.typeset("notFound.text")}</p>
        <div className="mt-7">{search}</div>
        <p className="mt-5">
          <a className="button" href="/">
            {t("notFound.home")}
          </a>
        </p>
      </div>
      <LineSection id="latest" title={t("notFound.latest")} articles={articles} />
    </div>
  );
}
