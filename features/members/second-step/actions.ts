"use server";

import { z } from "zod";
import { opaque } from "#lib/fields.ts";
import { refused } from "#lib/result.ts";
import { memberAction, visitorAction } from "../gates/actions.ts";
import { showAgain } from "../gates/show-again.ts";
import { isRecent } from "../rules.ts";
import { keepStep, keptDevice, keptStep } from "../sign-in/cookies.ts";
import { finishSignIn } from "../sign-in/finish.ts";
import { knownDevice } from "../sign-in/known-device.ts";
import { peekStep, takeStep } from "../sign-in/steps.ts";
import {
  cancelSecondStep,
  confirmSecondStep,
  renewRecoveryCodes,
  spendCode,
  startSecondStep,
  stopSecondStep,
} from "./mutations.ts";
import { codeSchema } from "./schema.ts";

const nothing = z.object({});
const path = "/account/security";
const waitingSchema = z.object({ method: opaque(40, "form.wrong"), next: opaque(2_000, "form.wrong") });

/** Signs in with the code that the account asks for, after the first step. */
export const signInWithCode = visitorAction({ schema: codeSchema }, async ({ db, input }) => {
  const secret = (await keptStep()) ?? "";
  const waiting = await peekStep(db, "secondStep", secret);
  if (!waiting?.memberId) return refused("code.stale");
  const { memberId, payload } = waiting;
  const device = knownDevice(await keptDevice(), memberId);
  const used = await spendCode(db, { memberId, code: input.code, device, signsIn: true });
  if (!used.ok) return used;
  if (!(await takeStep(db, "secondStep", secret))) return refused("code.stale");
  await keepStep(undefined);
  const { method, next } = waitingSchema.parse(JSON.parse(payload));
  return finishSignIn(db, { memberId, method, next, twoFactors: true });
});

/** Begins with an app: the page then shows its QR code. */
export const startApp = memberAction({ schema: nothing }, async ({ db, viewer }) => {
  if (viewer.role === "reader") return refused("code.staffOnly");
  if (!isRecent(viewer.signedInAt)) return refused("member.recent");
  const done = await startSecondStep(db, viewer.id);
  return done.ok ? showAgain(`${path}#second-step`) : done;
});

/** Thinks better of it. */
export const cancelApp = memberAction({ schema: nothing }, async ({ db, viewer }) => {
  await cancelSecondStep(db, viewer.id);
  showAgain(`${path}#second-step`);
});

/** Puts the app in force with its first code, and shows the recovery codes once. */
export const confirmApp = memberAction({ schema: codeSchema }, async ({ db, viewer, input }) =>
  isRecent(viewer.signedInAt) ? confirmSecondStep(db, viewer.id, input.code) : refused("member.recent"),
);

/** Shows new recovery codes once; earlier ones no longer serve. */
export const renewCodes = memberAction({ schema: codeSchema }, ({ db, viewer, input }) =>
  renewRecoveryCodes(db, viewer.id, input.code),
);

/** Switches the second step off. */
export const stopApp = memberAction({ schema: codeSchema }, async ({ db, viewer, input }) => {
  const done = await stopSecondStep(db, viewer.id, input.code);
  return done.ok ? showAgain(`${path}?done=codeOff#second-step`) : done;
});
