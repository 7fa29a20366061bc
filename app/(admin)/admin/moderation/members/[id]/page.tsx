import "#features/moderation/components/decision-feedback.css";
import "#features/moderation/components/note-fields.css";
import "#features/moderation/member-record/components/member-record.css";
import "#features/moderation/member-record/components/member-actions.css";
import { notFound } from "next/navigation";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import {
  LinkedMembers,
  MemberFacts,
  MemberHead,
  MemberHistory,
  RecordEntries,
} from "#features/moderation/member-record/components/member-facts.tsx";
import { MemberRecordActions } from "#features/moderation/member-record/components/member-record-actions.client.tsx";
import { loadMemberRecord } from "#features/moderation/member-record/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("moderation.memberRecord.title"));

export default async function MemberRecordPage({ params, searchParams }: PageProps<"/admin/moderation/members/[id]">) {
  const viewer = await requireModerator();
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const found = await loadMemberRecord(id, viewer, singleParam(query.before));
  if (!found) notFound();
  const { person, context, older, next } = found;
  const t = translator();
  const done = Number(singleParam(query.done));
  return (
    <AdminPage
      viewer={viewer}
      path={person.page}
      title={person.name}
      messages={["moderation.memberRecord.actions", "moderation.noteFields"]}
    >
      <div className="record-page">
        <div className="record-pane">
          <MemberHead person={person} t={t} named={false} />
          <MemberFacts person={person} />
          <LinkedMembers person={person} level={2} />
        </div>
        <div className="record-pane">
          {person.noActionsReason ? (
            <p className="admin-detail">{person.noActionsReason}</p>
          ) : (
            <MemberRecordActions
              memberId={person.id}
              name={person.name}
              version={person.version}
              actions={person.actions}
              context={context}
              back={person.page}
              done={Number.isSafeInteger(done) && done > 0 ? done : undefined}
            />
          )}
          {singleParam(query.undone) && <p role="status">{t("moderation.memberRecord.actions.undone")}</p>}
          {older ? (
            <section className="record-history">
              <h2>{t("moderation.memberRecord.decisions")}</h2>
              <RecordEntries lines={older} t={t} />
            </section>
          ) : (
            <MemberHistory person={person} t={t} level={2} />
          )}
          {(older || next) && (
            <p className="admin-pagination">
              {older && <a href={person.page}>{t("moderation.memberRecord.list.first")}</a>}
              {next && <a href={`${person.page}?before=${next}`}>{t("moderation.memberRecord.older")}</a>}
            </p>
          )}
        </div>
      </div>
    </AdminPage>
  );
}
