import { translator } from "#i18n/translator.ts";
import { authorListPath } from "../authors/rules.ts";
import { termListPath } from "../rules.ts";

interface Props {
  current: "category" | "tag" | "author";
  counts: Record<"category" | "tag" | "author", number>;
}

/** The lists of categories, tags and authors. */
export function TaxonomyTabs({ current, counts }: Props) {
  const t = translator();
  const paths = { category: termListPath("category"), tag: termListPath("tag"), author: authorListPath() };
  return (
    <nav className="admin-tabs" aria-label={t("taxonomy.kindTabs")}>
      {(["category", "tag", "author"] as const).map((kind) => (
        <a key={kind} href={paths[kind]} aria-current={kind === current ? "page" : undefined}>
          {t(`taxonomy.plural.${kind}`)} <span className="admin-count">{counts[kind]}</span>
        </a>
      ))}
    </nav>
  );
}
