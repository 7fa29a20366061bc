import "#components/admin-shell/admin-forms.css";
import "#components/admin-shell/admin-list.css";
import "#components/ui/confirmed-button.css";
import "#features/newsletter/components/subscribers-admin.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { AdminSearch } from "#components/admin-shell/admin-search.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { HeldSignups } from "#features/newsletter/components/held-signups.tsx";
import { MailReportList } from "#features/newsletter/components/mail-report-list.tsx";
import { SubscriberCounts } from "#features/newsletter/components/subscriber-counts.tsx";
import { SubscriberList } from "#features/newsletter/components/subscriber-list.tsx";
import { loadSubscribers } from "#features/newsletter/subscriber-admin/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

const path = "/admin/newsletter/subscribers";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.subscribers"));

export default async function SubscribersPage({ searchParams }: PageProps<"/admin/newsletter/subscribers">) {
  const viewer = await requireAdmin();
  const search = await searchParams;
  const words = searchWords(singleParam(search.q), 254);
  const { counts, held, subscribers, next, mailReports } = await loadSubscribers({
    words,
    before: singleParam(search.before),
    reportsBefore: singleParam(search.reports),
  });
  const t = translator();
  const query = words ? `q=${encodeURIComponent(words)}&` : "";
  return (
    <AdminPage viewer={viewer} path={path} title={t("admin.navigation.subscribers")}>
      <p className="admin-intro">{t.typeset("subscribers.lead")}</p>
      <SubscriberCounts counts={counts} />
      <HeldSignups held={held} />
      <section className="subscribers-section" aria-labelledby="subscribers-list">
        <h2 id="subscribers-list">{t("subscribers.list")}</h2>
        <AdminSearch path={path} words={words} label={t("subscribers.search")} button={t("staff.searchButton")} />
        {subscribers.length === 0 ? (
          <p className="admin-empty">{t(words ? "subscribers.noneFound" : "subscribers.none")}</p>
        ) : (
          <SubscriberList subscribers={subscribers} />
        )}
        {next !== undefined && (
          <p>
            <a className="button" href={`${path}?${query}before=${next}`}>
              {t("subscribers.more")}
            </a>
          </p>
        )}
      </section>
      <MailReportList
        reports={mailReports.reports}
        next={mailReports.next === undefined ? undefined : `${path}?reports=${mailReports.next}#mail-reports`}
      />
    </AdminPage>
  );
}
