import { z } from "zod";
import { count } from "./facts.ts";
import { type Figures, findingsOf, type HealthFinding } from "./rules.ts";

/** Settings that weaken the site's protection: i18n `health.weaknesses`. */
export const weaknesses = ["http", "proxy", "privateFetch", "secret", "secondStep"] as const;
export type Weakness = (typeof weaknesses)[number];

export const protectionFacts = z.object({
  weaknesses: z.array(z.enum(weaknesses)).max(weaknesses.length),
  /** Members of the staff without a second step. */
  staffWithout: count,
});
export type ProtectionFacts = z.infer<typeof protectionFacts>;

const codes = {
  http: "protectionHttp",
  proxy: "protectionProxy",
  privateFetch: "protectionPrivateFetch",
  secret: "protectionSecret",
  secondStep: "protectionSecondStep",
} as const;

const result = findingsOf("protection");

/** Assesses settings that weaken protection: the worst one is the sentence, the others are in the detail. */
export function assessProtection({ weaknesses: found, staffWithout }: ProtectionFacts): HealthFinding {
  const [worst] = weaknesses.filter((one) => found.includes(one));
  if (!worst) return result.ok("protectionOk");
  const figures: Figures = worst === "secondStep" ? { count: staffWithout } : {};
  return worst === "http" || worst === "secret"
    ? result.bad(codes[worst], figures)
    : result.look(codes[worst], figures);
}
