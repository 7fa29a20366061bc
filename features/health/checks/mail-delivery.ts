import { z } from "zod";
import { count, seconds } from "./facts.ts";
import { findingsOf, type HealthFinding, percentOf } from "./rules.ts";

/** The mails of the last 24 hours, and those that wait now. */
export const mailFacts = z.object({
  /** Whether SMTP_URL is set; otherwise mails are written to files. */
  hasServer: z.boolean(),
  /** Whether the site is only reached from this machine, as while it is tried out. */
  isLocal: z.boolean(),
  sent: count,
  refused: count,
  waiting: count,
  /** How long the oldest of them has been due. */
  waitingSeconds: seconds,
  /** Mails that the server may or may not have accepted, and that an editor has to decide about. */
  uncertain: count,
});
export type MailFacts = z.infer<typeof mailFacts>;

/** Mails are sent within a minute; the newsletter's own pace is not counted as waiting. */
const lateSeconds = 900;
const stuckSeconds = 3 * 3_600;
/** From this many refused mails on, their share says something. */
const minRefused = 5;

const result = findingsOf("mail");

/** Assesses whether mails leave. */
export function assessMail(facts: MailFacts): HealthFinding {
  const { sent, refused, waiting, waitingSeconds, uncertain } = facts;
  if (!facts.hasServer) return facts.isLocal ? describeMail(facts) : result.bad("mailNoServer");
  if (waiting > 0 && waitingSeconds >= stuckSeconds) return result.bad("mailStuck", { count: waiting, waitingSeconds });
  const percent = percentOf(refused, sent + refused);
  if (refused >= minRefused && percent >= 30) return result.bad("mailRefused", { count: refused, percent });
  if (waiting > 0 && waitingSeconds >= lateSeconds) return result.look("mailLate", { count: waiting, waitingSeconds });
  if (refused >= minRefused && percent >= 10) return result.look("mailOftenRefused", { count: refused, percent });
  if (uncertain > 0) return result.look("mailUncertain", { count: uncertain });
  return describeMail(facts);
}

/** What is said of a period whose past problems are over. */
export function describeMail({ hasServer, sent, refused }: MailFacts): HealthFinding {
  if (!hasServer) return result.ok("mailFiles", { count: sent });
  if (sent + refused === 0) return result.ok("mailNone");
  return refused > 0 ? result.ok("mailSome", { sent, refused }) : result.ok("mailAll", { sent });
}
