import "#features/moderation/member-record/components/member-record.css";
import "#features/moderation/member-record/components/member-list.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { AdminSearch } from "#components/admin-shell/admin-search.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { MemberList } from "#features/moderation/member-record/components/member-list.tsx";
import { loadMemberList } from "#features/moderation/member-record/loaders.ts";
import { memberFilters, refusalWindowDays } from "#features/moderation/member-record/rules.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("moderation.memberRecord.list.title"));

const path = "/admin/moderation/members";

export default async function PeoplePage({ searchParams }: PageProps<"/admin/moderation/members">) {
  const viewer = await requireModerator();
  const search = await searchParams;
  const t = translator();
  const words = searchWords(singleParam(search.q), 254);
  const filter = memberFilters.find((name) => name === singleParam(search.filter));
  const { people, next } = await loadMemberList(viewer, { words, filter, after: singleParam(search.after) });
  const href = (more: Record<string, string | undefined>) => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ q: words, filter, ...more })) if (value) parameters.set(name, value);
    return parameters.size > 0 ? `${path}?${parameters}` : path;
  };
  return (
    <AdminPage viewer={viewer} path={path} title={t("moderation.memberRecord.list.title")}>
      <AdminSearch
        path={path}
        words={words}
        label={t(
          viewer.role === "admin" ? "moderation.memberRecord.list.searchAdmin" : "moderation.memberRecord.list.search",
        )}
        button={t("moderation.memberRecord.list.find")}
      >
        {filter && <input type="hidden" name="filter" value={filter} />}
      </AdminSearch>
      <nav aria-label={t("moderation.memberRecord.list.filters")} className="admin-filter-links">
        <a href={href({ filter: undefined })} aria-current={filter ? undefined : "page"}>
          {t("moderation.memberRecord.list.all")}
        </a>
        {memberFilters.map((name) => (
          <a key={name} href={href({ filter: name })} aria-current={name === filter ? "page" : undefined}>
            {t.typeset(`moderation.memberRecord.list.${name}`)}
          </a>
        ))}
      </nav>
      {filter === "refused" && (
        <p className="admin-detail">
          {t.typeset("moderation.memberRecord.list.refusedHint", { days: refusalWindowDays })}
        </p>
      )}
      {people.length === 0 ? (
        <p className="admin-empty">
          {t("moderation.memberRecord.list.none")}{" "}
          {(words || filter) && <a href={path}>{t("moderation.memberRecord.list.clear")}</a>}
        </p>
      ) : (
        <MemberList people={people} />
      )}
      {(next || singleParam(search.after)) && (
        <p className="admin-pagination">
          {singleParam(search.after) && <a href={href({})}>{t("moderation.memberRecord.list.first")}</a>}
          {next && (
            <a href={href({ after: next })} rel="next">
              {t("moderation.memberRecord.list.next")}
            </a>
          )}
        </p>
      )}
    </AdminPage>
  );
}
