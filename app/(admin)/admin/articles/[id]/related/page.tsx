import "#components/admin-shell/admin-forms.css";
import "#components/admin-shell/order-list.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { RelatedChoices } from "#features/newsroom/components/related-choices.client.tsx";
import { loadRelatedChoices } from "#features/newsroom/related/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("relatedChoices.title"));

export default async function RelatedPage({ params, searchParams }: PageProps<"/admin/articles/[id]/related">) {
  const viewer = await requireContributor();
  const { id } = await params;
  const words = searchWords(singleParam((await searchParams).q));
  const { draft, title, ...selection } = await loadRelatedChoices(viewer, id, words);
  const t = translator();
  const path = `/admin/articles/${draft.id}/related`;
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={t.typeset("relatedChoices.of", { title: title || t.typeset("newsroom.untitled") })}
      messages={["relatedChoices"]}
      tools={<a href={`/admin/articles/${draft.id}`}>{t("newsroom.revisions.back")}</a>}
    >
      <p className="admin-intro">{t.typeset("relatedChoices.intro")}</p>
      {draft.status !== "published" && <p className="admin-detail">{t.typeset("relatedChoices.unpublished")}</p>}
      {selection.mayChoose && (
        <form action={path} className="admin-filters">
          <label className="admin-filter-search">
            <span>{t("relatedChoices.search")}</span>
            <input type="search" name="q" defaultValue={words} maxLength={200} />
          </label>
          <button type="submit" className="button">
            {t("relatedChoices.find")}
          </button>
        </form>
      )}
      <RelatedChoices articleId={draft.id} {...selection} />
    </AdminPage>
  );
}
