import { signText } from "#lib/keyed-hash.ts";

/** With this header of a request to `/healthz`, the site proves which one it is. */
export const siteChallengeHeader = "vigie-challenge";
export const siteProofHeader = "vigie-proof";

const maxChallengeLength = 64;

/** What only a process with this site's AUTH_SECRET answers to a challenge. Says nothing about the secret itself. */
export const siteProofOf = (challenge: string): string =>
  signText("site proof", challenge.slice(0, maxChallengeLength));
