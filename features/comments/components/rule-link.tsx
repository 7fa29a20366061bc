/** A link to the rule behind a refusal. */
export interface RuleLinkProps {
  href: string;
  label: string;
}

/** A link to the rule that a verdict rests on, inside its sentence. */
export function RuleLink({ see }: { see?: RuleLinkProps }) {
  return see ? <a href={see.href}>{see.label}</a> : null;
}
