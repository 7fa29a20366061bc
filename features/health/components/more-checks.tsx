import type { ReactNode } from "react";
import { FiguresTable } from "#components/charts/figures-table.tsx";
import { translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { formatNumber } from "#lib/numbers.ts";
import { type CheckName, checkNames, isHidden } from "../checks/rules.ts";
import type { HealthView } from "../loaders.ts";
import { readErrorFacts, readStatementFacts } from "../measurement/measure-samples.ts";
import { describeFinding } from "../wording/describe-finding.ts";
import { formatMilliseconds, formatSeconds } from "../wording/figures.ts";
import { HealthStateMark } from "./health-state.tsx";

/** The checks that have a panel of their own. */
const panels: ReadonlySet<CheckName> = new Set(["pages", "mail", "backups", "jobs", "disk", "slowPages"]);

/** The checks without a panel, a line each. */
export function MoreChecks({ view }: { view: HealthView }) {
  const t = translator();
  const { examination, style } = view;
  return (
    <section className="health-section" aria-labelledby="health-more">
      <h2 id="health-more">{t("health.more")}</h2>
      <ul className="health-checks">
        {checkNames
          .filter((check) => !panels.has(check))
          .filter((check) => !isHidden(examination.checks[check].finding))
          .map((check) => {
            const { finding } = examination.checks[check];
            return (
              <li key={check} id={check} data-check={check} data-state={finding.state}>
                <h3>{t(`health.checks.${check}`)}</h3>
                <div>
                  <p>{describeFinding(finding, style)}</p>
                  <CheckDetail check={check} view={view} />
                </div>
                <HealthStateMark state={finding.state} />
              </li>
            );
          })}
      </ul>
    </section>
  );
}

function CheckDetail({
  check,
  view: { examination, total, style },
}: {
  check: CheckName;
  view: HealthView;
}): ReactNode {
  const t = translator();
  const { locale } = style;
  const { database, version, protection, nodes } = examination.checks;
  if (check === "database" && database.facts) {
    const { version: release, connections, maxConnections } = database.facts;
    return (
      <p className="health-small">
        {t.typeset("health.details.database", { version: release, connections, maxConnections })}
      </p>
    );
  }
  if (check === "version" && version.facts)
    return (
      <p className="health-small">
        {t.typeset("health.details.versionSince", {
          date: formatDate(new Date(version.facts.startedAt), { ...style, style: "long" }),
        })}
      </p>
    );
  if (check === "protection" && protection.facts && protection.facts.weaknesses.length > 1)
    return (
      <p className="health-small">
        {t.typeset("health.details.weaknesses", {
          list: protection.facts.weaknesses.map((one) => t(`health.weaknesses.${one}`)).join(", "),
        })}
      </p>
    );
  if (check === "errors") {
    const { messages } = readErrorFacts(total);
    return (
      messages.length > 0 && (
        <FiguresTable
          id="errors-figures"
          title={t("health.checks.errors")}
          summary={t("health.panel.table")}
          columns={[t("health.panel.message"), t("health.panel.count")]}
          rows={messages.map(({ message, count }) => [message, formatNumber(count, { locale })])}
        />
      )
    );
  }
  if (check === "nodes" && nodes.facts) {
    return (
      nodes.facts.nodes.length > 0 && (
        <FiguresTable
          id="nodes-figures"
          title={t("health.checks.nodes")}
          summary={t("health.panel.table")}
          columns={[t("health.panel.node"), t("health.panel.build"), t("health.panel.heartbeat")]}
          rows={nodes.facts.nodes.map(({ host, build, servesReaders, heartbeatSeconds }) => [
            servesReaders ? host : t("health.panel.jobNode", { host }),
            build || "–",
            formatSeconds(heartbeatSeconds, { locale, unitDisplay: "short" }),
          ])}
        />
      )
    );
  }
  if (check === "statements") {
    const { statements } = readStatementFacts(total);
    return (
      statements.length > 0 && (
        <FiguresTable
          id="statements-figures"
          title={t("health.checks.statements")}
          summary={t("health.panel.table")}
          columns={[t("health.panel.statement"), t("health.panel.slowest"), t("health.panel.calls")]}
          rows={statements.map(({ text, slowestMs, calls }) => [
            text,
            formatMilliseconds(slowestMs, locale),
            formatNumber(calls, { locale }),
          ])}
        />
      )
    );
  }
  return null;
}
