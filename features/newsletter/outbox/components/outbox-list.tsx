import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { loadOutbox } from "../loaders.ts";
import { outboxMailPath, outboxPath } from "../paths.ts";

/** The mails that were written instead of sent, newest first. */
export function OutboxList({ isKept, mails, next, isFirstPage }: Awaited<ReturnType<typeof loadOutbox>>) {
  const t = translator();
  return (
    <>
      <p className="admin-intro">{t.typeset(isKept ? "outbox.intro" : "outbox.sent")}</p>
      {mails.length === 0 ? (
        <p className="admin-empty">{t.typeset(isFirstPage ? "outbox.none" : "outbox.noMore")}</p>
      ) : (
        <ul className="outbox-list">
          {mails.map(({ id, at, subject, to }) => (
            <li key={id}>
              <a className="admin-list-title" href={outboxMailPath(id)}>
                {subject || t("outbox.noSubject")}
              </a>
              <p className="admin-list-facts">
                <span>{t("outbox.to", { address: to || "?" })}</span>
                <FormattedDate at={at} style="long" />
              </p>
            </li>
          ))}
        </ul>
      )}
      {(next !== undefined || !isFirstPage) && (
        <nav className="admin-pagination" aria-label={t("outbox.pages")}>
          {!isFirstPage && <a href={outboxPath}>{t("outbox.newest")}</a>}
          {next !== undefined && (
            <a href={`${outboxPath}?before=${next}`} rel="next">
              {t("outbox.older")}
            </a>
          )}
        </nav>
      )}
    </>
  );
}
