"use server";

import { z } from "zod";
import { readSettings } from "#features/settings/queries.ts";
import { ok, refused } from "#lib/result.ts";
import { memberAction, visitorAction } from "../gates/actions.ts";
import { showAgain } from "../gates/show-again.ts";
import { isRecent } from "../rules.ts";
import { safeDestination } from "../sign-in/destination.ts";
import { finishSignIn } from "../sign-in/finish.ts";
import { acceptPasskey, addPasskey, beginPasskey, beginPasskeySignIn, removePasskey } from "./mutations.ts";
import { newPasskey, onePasskey, passkeySignIn } from "./schema.ts";

const nothing = z.object({});
const path = "/account/security";
/** Each asks for a row in the database; a person needs one or two. */
const begun = { name: "passkey.begin", points: 60, seconds: 900 };
const answered = { name: "passkey.answer", points: 30, seconds: 900 };

/** What the browser needs to make a passkey. */
export const prepareNewPasskey = memberAction({ schema: nothing, limit: begun }, async ({ db, viewer }) => {
  if (!isRecent(viewer.signedInAt)) return refused("member.recent");
  const settings = await readSettings(db);
  return ok(await beginPasskey(db, { id: viewer.id, name: viewer.name, site: settings["site.name"] }));
});

/** Keeps the passkey that the browser made. */
export const addNewPasskey = memberAction({ schema: newPasskey, limit: answered }, async ({ db, viewer, input }) => {
  if (!isRecent(viewer.signedInAt)) return refused("member.recent");
  const done = await addPasskey(db, viewer.id, input);
  return done.ok ? showAgain(`${path}?done=passkeyAdded#passkeys`) : done;
});

/** Forgets a passkey. */
export const forgetPasskey = memberAction({ schema: onePasskey, excluded: true }, async ({ db, viewer, input }) => {
  if (!isRecent(viewer.signedInAt)) return refused("member.recent");
  const gone = await removePasskey(db, viewer.id, input.id);
  return gone ? showAgain(`${path}?done=passkeyRemoved#passkeys`) : refused("passkey.gone");
});

/** What the browser needs to sign in with a passkey. */
export const preparePasskeySignIn = visitorAction({ schema: nothing, limit: begun }, async ({ db }) =>
  ok(await beginPasskeySignIn(db)),
);

/** Signs in with a passkey. */
export const signInWithPasskey = visitorAction({ schema: passkeySignIn, limit: answered }, async ({ db, input }) => {
  const used = await acceptPasskey(db, input.response);
  if (!used.ok) return used;
  return finishSignIn(db, { ...used.value, method: "passkey", next: safeDestination(input.next) });
});
