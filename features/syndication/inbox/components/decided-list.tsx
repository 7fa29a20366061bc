import { translator } from "#i18n/translator.ts";
import type { LoadedDecisions } from "../loaders.ts";
import { type InboxFilter, inboxHref, itemActions } from "../rules.ts";
import { LetWaitForm } from "./let-wait-form.client.tsx";
import { UndoDecisionForm } from "./undo-decision-form.client.tsx";

interface Props {
  filter: InboxFilter;
  content: LoadedDecisions;
  formKey: string;
}

/** The decisions, newest first, each with its undo or why there is none; and what a skip keeps out of the inbox. */
export function DecidedList({ filter, content, formKey }: Props) {
  const t = translator();
  const { rows, deciders, next, isFiltered } = content;
  return (
    <>
      <form method="get" action="/admin/inbox" className="admin-filters">
        <input type="hidden" name="view" value="decided" />
        <label>
          <span>{t("inbox.filters.member")}</span>
          <select name="by" defaultValue={filter.member ?? ""}>
            <option value="">{t("inbox.filters.everybody")}</option>
            {deciders.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t("inbox.filters.action")}</span>
          <select name="action" defaultValue={filter.action ?? ""}>
            <option value="">{t("inbox.filters.all")}</option>
            {itemActions.map((action) => (
              <option key={action} value={action}>
                {t(`inbox.did.${action}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button">
          {t("inbox.filters.apply")}
        </button>
        {isFiltered && <a href={inboxHref({ tab: "decided" })}>{t("inbox.filters.clear")}</a>}
      </form>
      {rows.length === 0 && (
        <p className="admin-empty">{t.typeset(isFiltered ? "inbox.empty.filtered" : "inbox.empty.decided")}</p>
      )}
      <ol className="inbox-decided">
        {rows.map(({ id, itemId, title, source, text, keptOutBy, isUndoable, why }) => (
          <li key={id}>
            <div>
              <a href={inboxHref({}, { item: itemId })}>{title || t("inbox.untitled")}</a>
              <span className="admin-detail">
                {source} · {text}
              </span>
              {keptOutBy !== null && (
                <span className="admin-detail">
                  {t.typeset("inbox.keptOut.why", { title: keptOutBy || t("inbox.untitled") })}
                </span>
              )}
            </div>
            {keptOutBy !== null && (
              <LetWaitForm item={itemId} title={title} formKey={formKey} back={inboxHref(filter)} />
            )}
            {isUndoable && <UndoDecisionForm decision={id} title={title} back={inboxHref(filter)} />}
            {why && <span className="admin-detail">{why}</span>}
          </li>
        ))}
      </ol>
      {next && (
        <p className="inbox-next">
          <a className="button" href={inboxHref({ ...filter, after: undefined }, { after: next })}>
            {t(content.isCutShort ? "inbox.further" : "inbox.more")}
          </a>
        </p>
      )}
    </>
  );
}
