"use server";

import { isRecentSignIn } from "#features/members/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import { emptySchema } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, refused } from "#lib/result.ts";
import { memberAction, visitorAction } from "../action-wrappers.ts";
import { readDestination } from "../loaders.ts";
import { completeSignIn } from "../sign-in/complete-sign-in.ts";
import {
  addPasskey,
  createRegistrationOptions,
  createSignInOptions,
  removePasskey,
  verifyPasskey,
} from "./mutations.ts";
import { newPasskeySchema, passkeyIdSchema, passkeySignInSchema } from "./schema.ts";

const securityPath = "/account/security";
/** Each request stores a row in the database; a person needs one or two. */
const prepareLimit = { name: "passkey.begin", points: 60, seconds: 900 };
const verifyLimit = { name: "passkey.answer", points: 30, seconds: 900 };

/** Returns the options with which the browser creates a passkey. */
export const preparePasskeyRegistration = memberAction(
  { schema: emptySchema, limit: prepareLimit },
  async ({ db, viewer }) => {
    if (!isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
    const settings = await readSettings(db);
    return ok(await createRegistrationOptions(db, { id: viewer.id, name: viewer.name, site: settings["site.name"] }));
  },
);

/** Stores the passkey that the browser created. */
export const registerPasskey = memberAction(
  { schema: newPasskeySchema, limit: verifyLimit },
  async ({ db, viewer, input }) => {
    if (!isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
    const done = await addPasskey(db, viewer.id, input);
    return done.ok ? refreshAndRedirect(`${securityPath}?done=passkeyAdded#passkeys`) : done;
  },
);

/** Deletes a passkey. */
export const deletePasskey = memberAction(
  { schema: passkeyIdSchema, excluded: true },
  async ({ db, viewer, input }) => {
    if (!isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
    const removed = await removePasskey(db, viewer.id, input.id);
    return removed ? refreshAndRedirect(`${securityPath}?done=passkeyRemoved#passkeys`) : refused("passkey.gone");
  },
);

/** Returns the options with which the browser signs in with a passkey. */
export const preparePasskeySignIn = visitorAction({ schema: emptySchema, limit: prepareLimit }, async ({ db }) =>
  ok(await createSignInOptions(db)),
);

/** Signs in with a passkey. */
export const signInWithPasskey = visitorAction(
  { schema: passkeySignInSchema, limit: verifyLimit },
  async ({ db, input }) => {
    const verified = await verifyPasskey(db, input.response);
    if (!verified.ok) return verified;
    return completeSignIn(db, { ...verified.value, method: "passkey", next: await readDestination(input.next) });
  },
);
