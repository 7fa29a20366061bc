import { type ReactNode, useEffect, useRef } from "react";
import { ChangeFields } from "./change-fields.tsx";
import { ScheduleFields } from "./schedule-fields.tsx";
import type { SectionProps } from "./section-props.ts";
import { WithdrawFields } from "./withdraw-fields.tsx";

type Props = SectionProps & { mayEdit: boolean; mayPublish: boolean; pending: boolean; panel: ReactNode };

/** Where the article stands, the buttons that change it, and what else belongs to publishing. */
export function PublishingSection({ desk, labels, live, shown, typed, mayEdit, mayPublish, pending, panel }: Props) {
  const published = live.status === "published";
  const withdrawn = live.status === "withdrawn";
  const locked = !mayEdit || live.locked;
  const given = { desk, labels, live, shown, locked, pending };
  const place = useRef<HTMLElement>(null);
  const before = useRef(live.status);
  // The button that was pressed may have gone with what the article was: the keyboard goes on from here.
  useEffect(() => {
    if (before.current !== live.status && document.activeElement === document.body) place.current?.focus();
    before.current = live.status;
  }, [live.status]);
  return (
    <section ref={place} tabIndex={-1} className="publish-panel" aria-labelledby="publish-heading">
      <h2 id="publish-heading">{labels.publishing}</h2>
      <p className="admin-list-facts">
        <span className="admin-status" data-status={live.status}>
          {labels[live.status]}
        </span>
        {published && live.differs && <span>{labels.notYetPublic}</span>}
      </p>
      {mayEdit && (
        <div className="publish-buttons">
          {mayPublish && (
            <button
              type="submit"
              name="act"
              value="publish"
              className="button button-strong"
              disabled={locked}
              aria-disabled={pending}
            >
              {published ? labels.update : withdrawn ? labels.bringBack : labels.publish}
            </button>
          )}
          <button type="submit" name="act" value="save" className="button" disabled={locked} aria-disabled={pending}>
            {labels.save}
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
              {withdrawn ? labels.toDraft : labels.unpublish}
            </button>
          )}
          {published && live.differs && (
            <button
              type="submit"
              name="act"
              value="discard"
              className="text-button"
              disabled={locked}
              aria-disabled={pending}
            >
              {labels.discard}
            </button>
          )}
        </div>
      )}
      {mayPublish && published && <ChangeFields labels={labels} shown={shown} typed={typed} locked={locked} />}
      {mayPublish && !withdrawn && <ScheduleFields {...given} />}
      {mayPublish && (published || withdrawn) && <WithdrawFields {...given} typed={typed} />}
      <ul className="publish-links">
        {published && (
          <li>
            <a href={`/articles/${live.slug}`}>{labels.see}</a>
          </li>
        )}
        {live.id > 0 && (
          <li>
            <a href={`/admin/articles/${live.id}/preview`}>{labels.preview}</a>
          </li>
        )}
        {live.id > 0 && (
          <li>
            <a href={`/admin/articles/${live.id}/revisions`}>{labels.revisions}</a>
          </li>
        )}
      </ul>
      {panel}
    </section>
  );
}
