import { ButtonsForm } from "#components/ui/buttons-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { repairAction } from "../actions.ts";
import type { CheckName, HealthFinding } from "../checks/rules.ts";
import { describeFinding, describeSafety, type FigureStyle } from "../wording/describe-finding.ts";
import { findRepairs } from "../wording/repairs.ts";
import { HealthStateMark } from "./health-state.tsx";

interface Props {
  problems: readonly HealthFinding[];
  style: FigureStyle;
  /** What is known about the cause, by check: shown before what is safe. */
  causes: Partial<Record<CheckName, string>>;
}

/** What needs attention: one sentence, what is safe, and the buttons. */
export function ProblemList({ problems, style, causes }: Props) {
  const t = translator();
  if (problems.length === 0) return null;
  return (
    <section aria-labelledby="health-problems">
      <h2 id="health-problems" className="health-hidden">
        {t("health.problems")}
      </h2>
      <ul className="health-problems">
        {problems.map((finding) => (
          <ProblemItem key={finding.check} finding={finding} style={style} cause={causes[finding.check]} />
        ))}
      </ul>
    </section>
  );
}

function ProblemItem({
  finding,
  style,
  cause,
}: {
  finding: HealthFinding;
  style: FigureStyle;
  cause: string | undefined;
}) {
  const t = translator();
  const { check, state, code } = finding;
  const { act, otherAct, links } = findRepairs(finding);
  const says = describeFinding(finding, style);
  return (
    <li data-check={check} data-state={state} data-code={code}>
      <div>
        <p>
          <strong>{says}</strong>
        </p>
        {cause && <p>{cause}</p>}
        <p>{describeSafety(code, style)}</p>
      </div>
      <div className="health-repairs">
        <span className="health-hidden">
          <HealthStateMark state={state} />
        </span>
        {act && (
          <ButtonsForm
            action={repairAction}
            id={check}
            className={act.name === "check" ? "" : "health-form"}
            buttons={[act, ...(otherAct ? [otherAct] : [])].map(({ name, label }) => ({
              act: name,
              label: t.typeset(`health.actions.${label}`),
              accessibleLabel: `${t.typeset(`health.actions.${label}`)} (${t(`health.checks.${check}`)})`,
            }))}
          />
        )}
        {links.map(({ href, label }) => (
          <a key={href} href={href} className="button">
            {t.typeset(`health.actions.${label}`)}
          </a>
        ))}
      </div>
    </li>
  );
}
