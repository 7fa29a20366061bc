"use server";

import { editorAction, memberAction } from "#features/auth/action-wrappers.ts";
import { emptySchema } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { changeExpertise, declineExpertise } from "./mutations.ts";
import { expertsPath, maxExpertiseLength } from "./rules.ts";
import { expertiseSchema } from "./schema.ts";

/** Each change invalidates the pages of the member's discussions. */
const grantLimit = { name: "experts.staff", points: 100, seconds: 3_600 };
const declineLimit = { name: "experts.member", points: 20, seconds: 3_600 };

/** Grants, changes or withdraws a member's badge. */
export const changeExpertiseAction = editorAction(
  { schema: expertiseSchema, limit: grantLimit, values: { max: maxExpertiseLength } },
  async ({ db, input, viewer }) => {
    const expertise = input.withdraw ? "" : input.expertise;
    const changed = await changeExpertise(db, viewer, { memberId: input.id, expertise, expected: input.was });
    if (!changed.ok) return changed;
    const done = expertise === "" ? "withdrawn" : changed.value.before === "" ? "granted" : "changed";
    refreshAndRedirect(`${expertsPath}?${new URLSearchParams({ ...(input.q && { q: input.q }), done })}`);
  },
);

/** Removes the viewer's own badge. */
export const declineExpertiseAction = memberAction(
  { schema: emptySchema, limit: declineLimit, confirmed: false, excluded: true },
  async ({ db, viewer }) => {
    await declineExpertise(db, viewer.id);
    refreshAndRedirect("/account?done=declined");
  },
);
