/** Where a refusal is explained: its address and its words. */
export interface RuleLinkProps {
  href: string;
  label: string;
}

/** The way to the rule that a verdict rests on, within its sentence. */
export function RuleLink({ see }: { see?: RuleLinkProps }) {
  return see ? <a href={see.href}>{see.label}</a> : null;
}
