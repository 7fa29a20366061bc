import { translator } from "#i18n/translator.ts";
import type { CreditedSource } from "../queries.ts";
import { previewPath } from "../rules.ts";

/** The sources that articles credit and that nobody follows yet, each with the way to its feed. */
export function CreditedSources({ sources, token }: { sources: CreditedSource[]; token: string }) {
  const t = translator();
  if (sources.length === 0) return null;
  return (
    <section className="feed-section" aria-labelledby="credited">
      <h2 id="credited">{t("sources.credited.title")}</h2>
      <p>{t.typeset("sources.credited.text")}</p>
      <ul className="feed-credited">
        {sources.map(({ id, name, url, articles }) => (
          <li key={id}>
            <div>
              <strong>{name}</strong>
              <span className="admin-detail">
                {hostOf(url)} · {t("sources.credited.articles", { count: articles })}
              </span>
            </div>
            <a className="button" href={previewPath(url, token)} aria-label={t("sources.credited.followOne", { name })}>
              {t("sources.credited.follow")}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host.replace(/^www\./, "") : url);
