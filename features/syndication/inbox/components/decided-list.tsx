import { CollapsibleFilters } from "#components/admin-shell/collapsible-filters.tsx";
import { translator } from "#i18n/translator.ts";
import type { LoadedDecisions } from "../loaders.ts";
import {
  automaticActions,
  decisionScopes,
  formatInboxCount,
  type InboxFilter,
  inboxHref,
  itemActions,
} from "../rules.ts";
import { FilterSelect } from "./filter-select.tsx";
import { ReturnToInboxForm } from "./return-to-inbox-form.client.tsx";
import { UndoDecisionForm } from "./undo-decision-form.client.tsx";

interface Props {
  filter: InboxFilter;
  content: LoadedDecisions;
  formKey: string;
}

/**
 * The team's decisions, the automatic ones, or duplicates of skipped items, newest first, each with a button to undo it, or why that is
 * impossible.
 */
export function DecidedList({ filter, content, formKey }: Props) {
  const t = translator();
  const { rows, next, isFiltered } = content;
  const scope = filter.scope ?? "team";
  return (
    <>
      <ScopeLinks filter={filter} content={content} />
      {scope !== "duplicatesOfSkipped" && <DecisionFilters filter={filter} content={content} />}
      {rows.length === 0 && (
        <p className="admin-empty">{t.typeset(isFiltered ? "inbox.empty.filtered" : `inbox.empty.${scope}`)}</p>
      )}
      <ol className="inbox-decided">
        {rows.map(({ id, itemId, title, source, text, into, isDuplicateOfSkipped, isUndoable, why }) => (
          <li key={id}>
            <div>
              <a href={inboxHref({}, { item: itemId })}>{title || t("inbox.untitled")}</a>
              <span className="admin-detail">
                {source} · {text}
              </span>
              {into !== null && <span className="admin-detail">{into}</span>}
            </div>
            {isDuplicateOfSkipped && (
              <ReturnToInboxForm item={itemId} title={title} formKey={formKey} back={inboxHref(filter)} />
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
      {filter.after && (
        <p className="inbox-next">
          <a href={inboxHref({ ...filter, after: undefined })}>{t("inbox.first")}</a>
        </p>
      )}
    </>
  );
}

interface PartProps {
  filter: InboxFilter;
  content: LoadedDecisions;
}

/** Links to the team's decisions, the automatic ones and duplicates of skipped items. */
function ScopeLinks({ filter, content }: PartProps) {
  const t = translator();
  return (
    <nav className="inbox-scopes" aria-label={t("inbox.scopes.label")}>
      {decisionScopes.map((scope) => (
        <a
          key={scope}
          href={inboxHref({ tab: "decided", scope })}
          aria-current={scope === (filter.scope ?? "team") ? "page" : undefined}
        >
          {t(`inbox.scopes.${scope}`)}
          {scope !== "duplicatesOfSkipped" && (
            <span className="admin-count">{formatInboxCount(content.counts[scope])}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

function DecisionFilters({ filter, content: { deciders, isFiltered } }: PartProps) {
  const t = translator();
  const { scope } = filter;
  const active = [
    ...deciders.filter(({ id }) => id === filter.member).map(({ name }) => name),
    ...(filter.action ? [t(`inbox.did.${filter.action}`)] : []),
  ];
  return (
    <CollapsibleFilters label={t("inbox.filters.apply")} active={active}>
      <form method="get" action="/admin/inbox" className="admin-filters">
        <input type="hidden" name="view" value="decided" />
        {scope && <input type="hidden" name="who" value={scope} />}
        {!scope && (
          <FilterSelect
            name="by"
            label={t("inbox.filters.member")}
            value={filter.member}
            all={t("inbox.filters.everybody")}
            options={deciders.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <FilterSelect
          name="action"
          label={t("inbox.filters.action")}
          value={filter.action}
          all={t("inbox.filters.all")}
          options={(scope ? automaticActions : itemActions).map((action) => ({
            value: action,
            label: t(`inbox.did.${action}`),
          }))}
        />
        <button type="submit" className="button">
          {t("inbox.filters.apply")}
        </button>
        {isFiltered && <a href={inboxHref({ tab: "decided", scope })}>{t("inbox.filters.clear")}</a>}
      </form>
    </CollapsibleFilters>
  );
}
