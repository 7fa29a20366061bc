import { actionNoun, reasonTitle, ruleTitle } from "#features/moderation/decisions/titles.ts";
import type { CommunityRule } from "#features/pages/built-in/built-in-pages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { intlTags } from "#lib/intl-tags.ts";
import { typeset } from "#lib/typography.ts";
import { outcomeTitle } from "../log-text.ts";
import {
  type FilterName,
  filterNames,
  type LogFacets,
  type LogFilter,
  listLogFilterValues,
  logFilterPath,
} from "../rules.ts";

interface Props {
  filter: LogFilter;
  facets: LogFacets;
  rules: CommunityRule[];
}

interface Choice {
  value: string;
  label: string;
}

/** Formats a month: "novembre 2026". */
function monthName(month: string): string {
  return new Intl.DateTimeFormat(intlTags[siteLocale()], { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-15T12:00:00Z`),
  );
}

/** The choices of each filter: only values that occur in the log. */
export function listLogFilterChoices({ facets, rules }: Omit<Props, "filter">): Record<FilterName, Choice[]> {
  const t = translator();
  const values = listLogFilterValues(facets);
  const named = (name: FilterName, label: (value: string) => string) =>
    values[name].map((value) => ({ value, label: label(value) }));
  const sorted = (choices: Choice[]) => choices.sort((a, b) => a.label.localeCompare(b.label));
  const people = new Map(facets.people.map(({ name, handle }) => [`@${handle}`, name]));
  const isRule = ({ value }: Choice) => value !== "people" && value !== "rules" && !people.has(value);
  const by = named("by", (value) => people.get(value) ?? ruleTitle(value));
  return {
    action: sorted(named("action", actionNoun)),
    reason: sorted(named("reason", (anchor) => reasonTitle(anchor, rules))),
    by: [
      { value: "people", label: t("moderationLog.byPeople") },
      { value: "rules", label: t("moderationLog.anyRule") },
      ...sorted(by.filter(isRule)),
      ...by.filter(({ value }) => people.has(value)),
    ],
    outcome: values.outcome.map((value) => ({ value, label: outcomeTitle(value) })),
    month: named("month", monthName),
  };
}

/** The filters of the log, as links: each choice is a separate page, without JavaScript. */
export function LogFilters(props: Props) {
  const t = translator();
  const { filter } = props;
  const choices = listLogFilterChoices(props);
  return (
    <nav className="log-filters" aria-label={t("moderationLog.filters")}>
      {filterNames.map((name) => {
        const chosen = choices[name].find(({ value }) => value === filter[name]);
        if (choices[name].length === 0) return null;
        return (
          <details key={name} name="log-filter">
            <summary data-chosen={chosen ? "" : undefined}>
              {t(`moderationLog.filter.${name}`)}
              {chosen && <strong>{typeset(chosen.label)}</strong>}
            </summary>
            <ul>
              <li>
                <a href={logFilterPath({ ...filter, [name]: undefined })} aria-current={chosen ? undefined : "true"}>
                  {t("moderationLog.all")}
                </a>
              </li>
              {choices[name].map(({ value, label }) => (
                <li key={value}>
                  <a
                    href={logFilterPath({ ...filter, [name]: value })}
                    aria-current={value === filter[name] ? "true" : undefined}
                  >
                    {typeset(label)}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
      {Object.values(filter).some(Boolean) && (
        <a className="log-clear" href={logFilterPath({})}>
          {t("moderationLog.clear")}
        </a>
      )}
    </nav>
  );
}
