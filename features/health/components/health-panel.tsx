import type { ReactNode } from "react";
import { translator } from "#i18n/translator.ts";
import type { CheckName, HealthState } from "../checks/rules.ts";
import { HealthStateMark } from "./health-state.tsx";

interface Props {
  check: CheckName;
  state: HealthState;
  /** One sentence. */
  says: string;
  drawing: ReactNode;
  /** One line below the drawing. */
  detail: ReactNode;
  /** The table of the drawing. */
  figures?: ReactNode;
}

/** A panel of the page: name, state, one sentence, one drawing, one line of detail, and the figures. */
export function HealthPanel({ check, state, says, drawing, detail, figures }: Props) {
  return (
    <section className="health-panel" data-check={check} data-state={state} aria-labelledby={`${check}-name`}>
      <div className="health-panel-head">
        <h3 id={`${check}-name`}>{translator()(`health.checks.${check}`)}</h3>
        <HealthStateMark state={state} />
      </div>
      <p className="health-says">{says}</p>
      <div className="health-drawing">{drawing}</div>
      <p className="health-detail">{detail}</p>
      <div>{figures}</div>
    </section>
  );
}

/** In place of a drawing for which there is no history yet. */
export function NoDrawing({ children }: { children: ReactNode }) {
  return <p className="health-no-drawing">{children}</p>;
}
