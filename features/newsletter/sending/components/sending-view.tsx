import { FormNote } from "#components/ui/form-note.client.tsx";
import { issueEditorPath, issuesPath, sendingPath } from "#features/newsletter/issues/rules.ts";
import { translator } from "#i18n/translator.ts";
import type { loadSending } from "../loaders.ts";
import { SendingControl } from "./sending-control.client.tsx";
import { SendingStatus } from "./sending-status.client.tsx";
import { UncertainDeliveries } from "./uncertain-deliveries.client.tsx";

type LoadedSending = Awaited<ReturnType<typeof loadSending>>;

/** The sending of an issue: its progress, the buttons that stop it, what is uncertain, and what was refused. */
export function SendingView({ loaded }: { loaded: LoadedSending }) {
  const { issue, progress, cancellation, uncertain, refused, next, writesFiles } = loaded;
  const t = translator();
  return (
    <>
      <p className="admin-list-facts">
        <a href={issuesPath}>{t("sending.back")}</a>
        <a href={issueEditorPath(issue.id)}>{issue.subject}</a>
      </p>
      {writesFiles && <FormNote>{t.typeset("sending.files")}</FormNote>}
      {cancellation && <p className="issue-part">{cancellation}</p>}
      <SendingStatus id={issue.id} initial={progress} />
      <SendingControl id={issue.id} status={progress.status} />
      {uncertain.length > 0 && (
        <UncertainDeliveries
          id={issue.id}
          total={progress.counts.uncertain}
          deliveries={uncertain.map(({ subscriberId, name }) => ({ subscriberId, name }))}
          mayRepeat={progress.status !== "cancelled"}
        />
      )}
      {refused.length > 0 && (
        <section className="issue-part" aria-labelledby="sending-refused">
          <h2 id="sending-refused">{t("sending.refused.title")}</h2>
          <p>{t.typeset("sending.refused.text")}</p>
          <ul className="sending-list">
            {refused.map(({ subscriberId, state, name, response }) => (
              <li key={subscriberId}>
                <strong>{name}</strong> <span>{t(`sending.states.${state}`)}</span>
                {response && <q>{response}</q>}
              </li>
            ))}
          </ul>
          {next !== undefined && (
            <p className="admin-pagination">
              <a href={`${sendingPath(issue.id)}?after=${next}`}>{t("sending.refused.next")}</a>
            </p>
          )}
        </section>
      )}
    </>
  );
}
