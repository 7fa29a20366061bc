import "#features/newsroom/components/revisions.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { RestoreForm } from "#features/newsroom/components/restore-form.client.tsx";
import { RevisionDiff } from "#features/newsroom/components/revision-diff.tsx";
import { loadRevisions } from "#features/newsroom/loaders.ts";
import { diffContents } from "#features/newsroom/revisions/diff.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { insideQuotes } from "#lib/typography.ts";

export const generateMetadata = () => adminMetadata(translator()("newsroom.revisions.title"));

export default async function RevisionsPage({ params, searchParams }: PageProps<"/admin/articles/[id]/revisions">) {
  const viewer = await requireContributor();
  const { id } = await params;
  const search = await searchParams;
  const text = (name: string) => (typeof search[name] === "string" ? search[name] : undefined);
  const t = translator();
  const { draft, mayEdit, revisions, more, from, to } = await loadRevisions(viewer, id, {
    from: text("from"),
    to: text("to"),
    before: text("before"),
  });
  const path = `/admin/articles/${draft.id}/revisions`;
  const list = (
    <>
      <ul className="revision-list">
        {revisions.map((one) => (
          <li key={one.id} data-shown={one.id === to?.id ? "" : undefined}>
            <a href={`${path}?to=${one.id}`} aria-current={one.id === to?.id ? "true" : undefined}>
              <FormattedDate at={one.at} style="full" />
            </a>
            <span className="admin-list-facts">
              <span>{t("newsroom.revisions.number", { id: one.id })}</span>
              <span>{t.typeset(`newsroom.revisions.${one.kind}`)}</span>
              {one.by && <span>{one.by}</span>}
              <span>{t("newsroom.revisions.words", { count: one.words })}</span>
            </span>
          </li>
        ))}
      </ul>
      {more && (
        <p className="admin-pagination">
          <a href={`${path}?before=${revisions.at(-1)?.id}`}>{t("newsroom.revisions.older")}</a>
        </p>
      )}
    </>
  );
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={t.typeset("newsroom.revisions.of", {
        title: insideQuotes(draft.content.title) || t.typeset("newsroom.untitled"),
      })}
      messages={["newsroom.revisions"]}
      tools={<a href={`/admin/articles/${draft.id}`}>{t("newsroom.revisions.back")}</a>}
      aside={revisions.length > 0 ? list : undefined}
    >
      {!to ? (
        <p className="admin-empty">{t.typeset("newsroom.revisions.none")}</p>
      ) : (
        <>
          {revisions.length > 1 && (
            <form action={path} className="admin-filters">
              {(["from", "to"] as const).map((end) => (
                <label key={end}>
                  <span>{t.typeset(`newsroom.revisions.${end}`)}</span>
                  <select name={end} defaultValue={(end === "from" ? from : to)?.id}>
                    {revisions.map((one) => (
                      <option key={one.id} value={one.id}>
                        {t("newsroom.revisions.number", { id: one.id })}
                      </option>
                    ))}
                  </select>
                </label>
              ))}
              <button type="submit" className="button">
                {t("newsroom.revisions.compare")}
              </button>
            </form>
          )}
          {from ? (
            <>
              <h2>{t("newsroom.revisions.between", { from: from.id, to: to.id })}</h2>
              <RevisionDiff parts={diffContents(from.content, to.content)} />
            </>
          ) : (
            <>
              <p>{t.typeset("newsroom.revisions.first")}</p>
              <RevisionDiff parts={diffContents(draft.content, to.content)} />
            </>
          )}
          {mayEdit && <RestoreForm id={draft.id} revision={to.id} version={draft.version} />}
        </>
      )}
    </AdminPage>
  );
}
