import { type ReactNode, useEffect, useRef } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { ChangeFields } from "./change-fields.tsx";
import { ScheduleFields } from "./schedule-fields.tsx";
import type { SectionProps } from "./section-props.ts";
import { WithdrawFields } from "./withdraw-fields.tsx";

type Props = SectionProps & { mayEdit: boolean; mayPublish: boolean; pending: boolean; panel: ReactNode };

/** The article's state, the buttons that change it, and everything else about publishing. */
export function PublishingSection({ draft, session, refusal, typed, mayEdit, mayPublish, pending, panel }: Props) {
  const t = useTranslator();
  const published = session.status === "published";
  const withdrawn = session.status === "withdrawn";
  const locked = !mayEdit || session.locked;
  const sectionProps = { draft, session, refusal, locked, pending };
  const container = useRef<HTMLElement>(null);
  const before = useRef(session.status);
  // The pressed button may have disappeared with the former state: focus continues here.
  useEffect(() => {
    if (before.current !== session.status && document.activeElement === document.body) container.current?.focus();
    before.current = session.status;
  }, [session.status]);
  return (
    <section ref={container} tabIndex={-1} className="publish-panel" aria-labelledby="publish-heading">
      <h2 id="publish-heading">{t.typeset("newsroom.form.publishing")}</h2>
      <p className="admin-list-facts">
        <span className="admin-status" data-status={session.status}>
          {t.typeset(`newsroom.form.${session.status}`)}
        </span>
        {published && session.differs && <span>{t.typeset("newsroom.form.notYetPublic")}</span>}
      </p>
      {mayEdit && (
        <div className="publish-buttons">
          <button type="submit" name="act" value="save" className="button" disabled={locked} aria-disabled={pending}>
            {t.typeset("newsroom.form.save")}
          </button>
          {mayPublish && (published || withdrawn) && (
            <button
              type="submit"
              name="act"
              value="unpublish"
              className="text-button"
              disabled={locked}
              aria-disabled={pending}
            >
              {withdrawn ? t.typeset("newsroom.form.toDraft") : t.typeset("newsroom.form.unpublish")}
            </button>
          )}
          {published && session.differs && (
            <button
              type="submit"
              name="act"
              value="discard"
              className="text-button"
              disabled={locked}
              aria-disabled={pending}
            >
              {t.typeset("newsroom.form.discard")}
            </button>
          )}
        </div>
      )}
      {mayPublish && published && <ChangeFields refusal={refusal} typed={typed} locked={locked} />}
      {mayPublish && !withdrawn && <ScheduleFields {...sectionProps} />}
      {mayPublish && (published || withdrawn) && <WithdrawFields {...sectionProps} typed={typed} />}
      <ul className="publish-links">
        {published && (
          <li>
            <a href={`/articles/${session.slug}`}>{t.typeset("newsroom.form.see")}</a>
          </li>
        )}
        {session.id > 0 && (
          <li>
            <a href={`/admin/articles/${session.id}/revisions`}>{t.typeset("newsroom.form.revisions")}</a>
          </li>
        )}
        {session.id > 0 && (
          <li>
            <a href={`/admin/articles/${session.id}/related`}>{t.typeset("newsroom.form.related")}</a>
          </li>
        )}
      </ul>
      {panel}
    </section>
  );
}
