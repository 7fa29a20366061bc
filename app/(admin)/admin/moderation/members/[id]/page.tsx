import { notFound } from "next/navigation";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { one } from "#app/(member)/form-page.tsx";
import { requireModerator } from "#features/members/loaders.ts";
import { PersonActs } from "#features/moderation/person/components/person-acts.client.tsx";
import {
  Lines,
  PersonFacts,
  PersonHead,
  PersonHistory,
  PersonLinked,
} from "#features/moderation/person/components/person-facts.tsx";
import { actLabels, factLabels } from "#features/moderation/person/labels.ts";
import { loadPersonPage } from "#features/moderation/person/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";

export const instant = false;
export const generateMetadata = () => adminMetadata(translator()("moderation.person.title"));

export default async function PersonPage({ params, searchParams }: PageProps<"/admin/moderation/members/[id]">) {
  const viewer = await requireModerator();
  const [{ id }, given, settings] = await Promise.all([params, searchParams, getSettings()]);
  const found = await loadPersonPage(id, viewer, one(given.before));
  if (!found) notFound();
  const { person, older, next } = found;
  const t = translator();
  const labels = factLabels();
  const done = Number(one(given.done));
  return (
    <AdminPage viewer={viewer} path={person.page} title={person.name}>
      <div className="person-page">
        <div className="person-pane">
          <PersonHead person={person} labels={labels} named={false} />
          <PersonFacts person={person} />
          <PersonLinked person={person} level={2} />
        </div>
        <div className="person-pane">
          {person.barred ? (
            <p className="person-detail">{person.barred}</p>
          ) : (
            <PersonActs
              memberId={person.id}
              version={person.version}
              actions={person.actions}
              labels={actLabels(settings)}
              back={person.page}
              done={Number.isSafeInteger(done) && done > 0 ? done : undefined}
            />
          )}
          {one(given.undone) && <p role="status">{t("moderation.person.act.undone")}</p>}
          {older ? (
            <section className="person-history">
              <h2>{labels.decisions}</h2>
              <Lines lines={older} labels={labels} />
            </section>
          ) : (
            <PersonHistory person={person} labels={labels} level={2} />
          )}
          {(older || next) && (
            <p>
              {older && <a href={person.page}>{t("moderation.person.list.first")}</a>}
              {older && next && " · "}
              {next && <a href={`${person.page}?before=${next}`}>{t("moderation.person.older")}</a>}
            </p>
          )}
        </div>
      </div>
    </AdminPage>
  );
}
