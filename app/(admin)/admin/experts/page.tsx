import "#components/admin-shell/admin-forms.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { AdminSearch } from "#components/admin-shell/admin-search.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { ExpertList } from "#features/experts/components/expert-list.tsx";
import { loadExperts } from "#features/experts/loaders.ts";
import { expertsPath, maxExpertiseLength } from "#features/experts/rules.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("experts.title"));

const results = ["granted", "changed", "withdrawn"] as const;

export default async function ExpertsPage({ searchParams }: PageProps<"/admin/experts">) {
  const viewer = await requireEditor();
  const search = await searchParams;
  const t = translator();
  const words = searchWords(singleParam(search.q), 254);
  const done = results.find((name) => name === singleParam(search.done));
  const experts = await loadExperts(words);
  return (
    <AdminPage
      viewer={viewer}
      path={expertsPath}
      title={t("experts.title")}
      messages={["experts.of", "experts.example", "experts.grant", "experts.change", "experts.withdraw"]}
    >
      {done && <FormSuccess>{t(`experts.done.${done}`)}</FormSuccess>}
      <p id="expertise-hint" className="admin-intro">
        {t.typeset("experts.lead", { max: maxExpertiseLength })}
      </p>
      <AdminSearch path={expertsPath} words={words} label={t("experts.search")} button={t("experts.find")} />
      <section className="admin-section" aria-labelledby="experts-heading">
        <h2 id="experts-heading">{t(words ? "experts.found" : "experts.all")}</h2>
        {experts.length === 0 ? (
          <p className="admin-empty">{t(words ? "experts.noneFound" : "experts.none")}</p>
        ) : (
          <ExpertList experts={experts} search={words} />
        )}
        {words && (
          <p className="admin-pagination">
            <a href={expertsPath}>{t("experts.clear")}</a>
          </p>
        )}
      </section>
    </AdminPage>
  );
}
