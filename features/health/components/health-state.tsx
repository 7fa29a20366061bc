import { translator } from "#i18n/translator.ts";
import type { HealthState } from "../checks/rules.ts";

const signs: Record<HealthState, string> = { ok: "✓", look: "!", bad: "✕", unknown: "–" };

/** The state of a check as a sign and a word. */
export function HealthStateMark({ state }: { state: HealthState }) {
  return (
    <span className="health-state" data-state={state}>
      <span aria-hidden="true">{signs[state]}</span> {translator()(`health.states.${state}`)}
    </span>
  );
}
