import { Fragment } from "react";
import { translator } from "#i18n/translator.ts";

/** The command that imports the articles of another site. */
const command = "npm run vigie -- import wordpress export.xml";

/** The home page before the first article: a text for readers, and two ways to begin for the operator. */
export function EmptySite() {
  const t = translator();
  return (
    <section className="max-w-text py-10 md:py-20">
      <h2 className="headline text-headline">{t("home.emptyTitle")}</h2>
      <p className="mt-5 text-lead text-soft">{t.typeset("home.emptyText")}</p>
      <div className="mt-10 border-ink border-t-3 pt-4 font-sans text-small">
        <p>
          {t.typeset("home.emptyOperator")}{" "}
          <a href="/admin/articles/new" className="text-link underline">
            {t("home.emptyWrite")}
          </a>
        </p>
        <p className="mt-3">{t.typeset("home.emptyImport")}</p>
        <pre className="mt-3 whitespace-pre-wrap rounded-sm bg-wash px-4 py-3 font-mono text-fine">
          <code>
            {command.split(" ").map((word, index) => (
              // Whole words: a line break inside "--" would read as another command.
              <Fragment key={word}>
                {index > 0 && " "}
                <span className="whitespace-nowrap">{word}</span>
              </Fragment>
            ))}
          </code>
        </pre>
      </div>
    </section>
  );
}
