"use server";

import { z } from "zod";
import { isRecentSignIn } from "#features/members/rules.ts";
import { emptySchema, opaque } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { memberAction, visitorAction } from "../action-wrappers.ts";
import { consumeChallenge, findChallenge } from "../challenges.ts";
import { readChallengeCookie, readDeviceCookie, setChallengeCookie } from "../cookies.ts";
import { completeSignIn } from "../sign-in/complete-sign-in.ts";
import { findKnownDevice } from "../sign-in/known-device.ts";
import {
  cancelSecondStepSetup,
  consumeCode,
  disableSecondStep,
  enableSecondStep,
  renewRecoveryCodes,
  startSecondStepSetup,
} from "./mutations.ts";
import { codeSchema } from "./schema.ts";

const path = "/account/security";
const pendingSignInSchema = z.object({ method: opaque(40, "form.wrong"), next: opaque(2_000, "form.wrong") });

/** Signs in with the code, after the first step. */
export const signInWithCode = visitorAction({ schema: codeSchema }, async ({ db, input }) => {
  const secret = (await readChallengeCookie()) ?? "";
  const challenge = await findChallenge(db, "secondStep", secret);
  if (!challenge?.memberId) return refused("code.stale");
  const { memberId, payload } = challenge;
  const device = findKnownDevice(await readDeviceCookie(), memberId);
  const consumed = await consumeCode(db, { memberId, code: input.code, device, signsIn: true });
  if (!consumed.ok) return consumed;
  if (!(await consumeChallenge(db, "secondStep", secret))) return refused("code.stale");
  await setChallengeCookie(undefined);
  const { method, next } = pendingSignInSchema.parse(JSON.parse(payload));
  return completeSignIn(db, { memberId, method, next, twoFactors: true });
});

/** Starts the setup of an app: the page then shows its QR code. */
export const startAuthenticatorSetup = memberAction({ schema: emptySchema }, async ({ db, viewer }) => {
  if (viewer.role === "reader") return refused("code.staffOnly");
  if (!isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
  const done = await startSecondStepSetup(db, viewer.id);
  return done.ok ? refreshAndRedirect(`${path}#second-step`) : done;
});

/** Cancels the setup of an app. */
export const cancelAuthenticatorSetup = memberAction({ schema: emptySchema }, async ({ db, viewer }) => {
  await cancelSecondStepSetup(db, viewer.id);
  refreshAndRedirect(`${path}#second-step`);
});

/** Enables the app with its first code, and shows the recovery codes once. */
export const confirmAuthenticator = memberAction({ schema: codeSchema }, async ({ db, viewer, input }) =>
  isRecentSignIn(viewer.signedInAt) ? enableSecondStep(db, viewer.id, input.code) : refused("member.recent"),
);

/** Replaces the recovery codes and shows the new ones once. */
export const renewRecoveryCodesAction = memberAction({ schema: codeSchema }, ({ db, viewer, input }) =>
  renewRecoveryCodes(db, viewer.id, input.code),
);

/** Disables the second step. */
export const removeAuthenticator = memberAction({ schema: codeSchema }, async ({ db, viewer, input }) => {
  const done = await disableSecondStep(db, viewer.id, input.code);
  return done.ok ? refreshAndRedirect(`${path}?done=codeOff#second-step`) : done;
});
