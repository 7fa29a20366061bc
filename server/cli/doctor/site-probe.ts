import { randomUUID } from "node:crypto";
import { request } from "node:http";
import path from "node:path";
import { env } from "#lib/env.ts";
import { isSameSignature } from "#lib/keyed-hash.ts";
import { siteChallengeHeader, siteProofHeader, siteProofOf } from "#server/http/site-proof.ts";
import { readLockOwner } from "#server/process/lock-file.mjs";
import { loadStoredSecret } from "#server/process/secrets.ts";
import type { ProbeResult } from "./probe-result.ts";

const answerTimeoutMs = 3_000;

/** Whether the site of this DATA_DIR runs, and answers at HOST and PORT. */
export interface SiteProbe extends ProbeResult {
  /** Whether its process runs, even one that does not answer. */
  isRunning: boolean;
}

/** Checks that this site, and no other program, answers at HOST and PORT. */
export async function probeSite(): Promise<SiteProbe> {
  const { DATA_DIR, HOST, PORT } = env();
  const host = HOST === "0.0.0.0" ? "127.0.0.1" : HOST === "::" ? "::1" : HOST;
  const place = `${host.includes(":") ? `[${host}]` : host}:${PORT}`;
  loadStoredSecret(DATA_DIR);
  const challenge = randomUUID();
  const answer = await ask({ host, port: PORT, challenge });
  const pid = readLockOwner(path.join(DATA_DIR, "vigie.lock"));
  if (answer === undefined) {
    if (pid === undefined)
      return {
        state: "unknown",
        says: "The site is not running on this machine; checks that need a running site are skipped.",
        isRunning: false,
      };
    return {
      state: "bad",
      says: `The site is running (pid ${pid}), but does not answer at ${place}.`,
      hint: "Run vigie doctor with the site's HOST and PORT. If that address is right, the site is stuck: restart it.",
      isRunning: true,
    };
  }
  if (process.env.AUTH_SECRET && answer.proof && isSameSignature(answer.proof, siteProofOf(challenge)))
    return answer.status === 200
      ? { state: "ok", says: `The site answers at ${place}.`, isRunning: true }
      : { state: "bad", says: `The site answers at ${place} with status ${answer.status}.`, isRunning: true };
  return {
    state: "bad",
    says: `Another program answers at ${place}, or a site with another DATA_DIR than ${path.resolve(DATA_DIR)}.`,
    hint: "Run vigie doctor with the site's DATA_DIR, HOST, PORT and AUTH_SECRET, or stop the other program.",
    isRunning: pid !== undefined,
  };
}

interface Answer {
  status: number;
  proof: string | undefined;
}

/** Asks for `/healthz` with a challenge; undefined without an answer in time. */
function ask(target: { host: string; port: number; challenge: string }): Promise<Answer | undefined> {
  const { host, port, challenge } = target;
  return new Promise((resolve) => {
    const sent = request(
      { host, port, path: "/healthz", headers: { [siteChallengeHeader]: challenge } },
      (response) => {
        response.resume();
        const proof = response.headers[siteProofHeader];
        resolve({ status: response.statusCode ?? 0, proof: typeof proof === "string" ? proof : undefined });
      },
    );
    // A limit for the whole answer: a program may accept the connection and say nothing, or too little.
    const limit = setTimeout(() => sent.destroy(), answerTimeoutMs);
    sent
      .on("error", () => resolve(undefined))
      .on("close", () => {
        clearTimeout(limit);
        resolve(undefined);
      });
    sent.end();
  });
}
