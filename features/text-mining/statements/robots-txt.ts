import { absoluteUrl } from "#lib/site-address.ts";
import { licencePath, type MiningReservation, type ReservationLines } from "../rules.ts";
import { answerCrawlers, listAgents, trainingCrawlers } from "./ai-crawlers.ts";

/**
 * Writes the reservation for robots.txt (RFC 9309): in words, as the licence document of RSL 1.0 (section 4.4, `License`
 * outside the groups), as content signals (contentsignals.org: each `no` is an express reservation under article 4 of
 * the directive), and by disallowing the crawlers whose purpose is reserved. `Content-Usage` of the IETF is left out as
 * long as it is a draft without consensus.
 */
export function writeReservationLines(reservation: MiningReservation | null): ReservationLines {
  if (!reservation) return { header: [], everyone: [], crawlers: [] };
  const { allowsAnswers, policyUrl } = reservation;
  const reserved = allowsAnswers ? trainingCrawlers : [...trainingCrawlers, ...answerCrawlers];
  return {
    header: [
      "# The rights to text and data mining and to the training of AI models are reserved",
      "# (Directive (EU) 2019/790, article 4(3)). Licences:",
      `# ${policyUrl}`,
      "",
      `License: ${absoluteUrl(licencePath)}`,
      "",
    ],
    everyone: [`Content-Signal: search=yes, ai-input=${allowsAnswers ? "yes" : "no"}, ai-train=no`],
    crawlers: [...listAgents(reserved).map((agent) => `User-agent: ${agent}`), "Disallow: /", ""],
  };
}
