import { defaultAttribution } from "#features/articles/attribution.ts";
import "#components/admin-shell/admin-forms.css";
import "#components/charts/charts.css";
import "#components/ui/confirmed-button.css";
import "#features/syndication/sources/components/sources.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { sourcesAdminPath } from "#features/syndication/rules.ts";
import { EditFeedForm } from "#features/syndication/sources/components/edit-feed-form.client.tsx";
import { FeedHealth } from "#features/syndication/sources/components/feed-health.tsx";
import { FeedItems } from "#features/syndication/sources/components/feed-items.tsx";
import { FeedMove } from "#features/syndication/sources/components/feed-move.tsx";
import { FeedSteps } from "#features/syndication/sources/components/feed-steps.tsx";
import { loadFeed } from "#features/syndication/sources/loaders.ts";
import { feedAdminPath } from "#features/syndication/sources/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.sources"));

const outcomes = ["added", "fetch", "pause", "resume", "restore", "confirm"] as const;

export default async function FeedPage({ params, searchParams }: PageProps<"/admin/sources/[id]">) {
  const viewer = await requireEditor();
  const { details, weeks, items, failingDays, siblings, choices, values, terms } = await loadFeed((await params).id);
  const { done } = await searchParams;
  const outcome = outcomes.find((one) => one === done);
  const { feed, source } = details;
  const t = translator();
  return (
    <AdminPage viewer={viewer} path={sourcesAdminPath} title={source.name} messages={["sources"]}>
      {outcome && <FormSuccess>{t.typeset(`sources.done.${outcome}`)}</FormSuccess>}
      <p className="admin-list-facts">
        <a href={sourcesAdminPath}>{t("admin.navigation.sources")}</a>
        <a href={`/sources/${source.slug}`}>{t("sources.page.public")}</a>
        {feed.title !== "" && <span>{feed.title}</span>}
        <a href={feed.url} rel="external noreferrer" className="feed-address">
          {feed.url}
        </a>
      </p>
      <FeedMove details={details} />
      <FeedSteps id={feed.id} name={source.name} status={feed.status} />
      <FeedHealth details={details} weeks={weeks} failingDays={failingDays} />
      <FeedItems sourceId={source.id} items={items} />
      {siblings.length > 0 && (
        <section className="feed-section" aria-labelledby="siblings">
          <h2 id="siblings">{t("sources.page.siblings", { name: source.name })}</h2>
          <ul>
            {siblings.map(({ id, title, url }) => (
              <li key={id}>
                <a href={feedAdminPath(id)}>{title || url}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="feed-section" aria-labelledby="policy">
        <h2 id="policy">{t("sources.policy.title")}</h2>
        <EditFeedForm
          key={feed.id}
          id={feed.id}
          version={feed.version}
          values={values}
          choices={choices}
          terms={terms}
          exampleTitle={items[0]?.title ?? ""}
          attributions={{ site: defaultAttribution("site"), bare: defaultAttribution("bare") }}
          isReserved={source.reservation?.isReserved === true}
          isSourceShared={siblings.length > 0}
        />
      </section>
    </AdminPage>
  );
}
