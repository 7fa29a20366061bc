import { z } from "zod";
import { moment, text } from "./facts.ts";
import { findingsOf, type HealthFinding } from "./rules.ts";

/** The certificate of SITE_URL, as one TLS handshake showed it. */
export const certificateFacts = z.object({
  /** `local`: SITE_URL leads to this network only. `http`: to the internet, without TLS. */
  kind: z.enum(["local", "http", "https"]),
  /** When it expires; null: it was not seen. */
  validTo: moment.nullable(),
  isHostWrong: z.boolean(),
  /** Why it was not seen, or is not trusted: OpenSSL's or the network's code; empty: it is good. */
  failure: text(80),
});
export type CertificateFacts = z.infer<typeof certificateFacts>;

const dayMs = 86_400_000;
/** A certificate of 90 days is renewed when 30 are left; of 45 days when 15 are. */
const lateDays = 14;
const urgentDays = 4;

const result = findingsOf("certificate");

/** Assesses the certificate with which readers reach the site. */
export function assessCertificate(
  { kind, validTo, isHostWrong, failure }: CertificateFacts,
  now: number,
): HealthFinding {
  if (kind === "local") return result.ok("certificateLocal");
  if (kind === "http") return result.bad("certificateNoTls");
  if (validTo !== null && validTo <= now) return result.bad("certificateExpired", { days: daysBetween(validTo, now) });
  if (isHostWrong) return result.bad("certificateWrongHost");
  if (validTo === null) return result.unknown("certificateUnseen");
  const days = daysBetween(now, validTo);
  if (days < urgentDays) return result.bad("certificateUrgent", { days });
  if (failure !== "") return result.bad("certificateUntrusted", { reason: failure });
  if (days < lateDays) return result.look("certificateLate", { days });
  return result.ok("certificateOk", { days });
}

const daysBetween = (from: number, to: number) => Math.max(0, Math.floor((to - from) / dayMs));
