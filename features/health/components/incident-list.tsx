import { translator } from "#i18n/translator.ts";
import { isoWithZone } from "#lib/dates.ts";
import type { HealthIncident } from "../incidents/queries.ts";
import { describeIncident, type FigureStyle } from "../wording/describe-finding.ts";
import { describeMoment } from "../wording/describe-moment.ts";
import { formatSeconds } from "../wording/figures.ts";

interface Props {
  incidents: readonly HealthIncident[];
  now: number;
  style: FigureStyle;
  /** Whether the site has been examined before. */
  hasHistory: boolean;
}

/** What was not well in the period, with how long it lasted. */
export function IncidentList({ incidents, now, style, hasHistory }: Props) {
  const t = translator();
  return (
    <section className="health-section" aria-labelledby="health-incidents">
      <h2 id="health-incidents">{t("health.incidents.title")}</h2>
      {incidents.length === 0 ? (
        <p className="health-empty">{t.typeset(hasHistory ? "health.incidents.none" : "health.incidents.first")}</p>
      ) : (
        <ol className="health-incidents">
          {incidents.map((incident) => (
            <li key={incident.id}>
              <time dateTime={isoWithZone(incident.startedAt, style.zone)}>
                {describeMoment(incident.startedAt, now, style)}
              </time>
              <p>{describeIncident(incident, style)}</p>
              <span>
                {incident.endedAt
                  ? formatSeconds((incident.endedAt.getTime() - incident.startedAt.getTime()) / 1_000, {
                      locale: style.locale,
                      unitDisplay: "short",
                    })
                  : t("health.incidents.open")}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
