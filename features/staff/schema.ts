import { z } from "zod";
import { linkSchema } from "#features/auth/registration/schema.ts";
import { roles } from "#features/members/rules.ts";
import { newMemberSchema } from "#features/members/schema.ts";
import { optionalLine, rowId } from "#lib/form-fields.ts";
import { staffRoles } from "./roles/rules.ts";

const { email, name, password } = newMemberSchema.shape;
const id = rowId("form.stale");

export const newInvitationSchema = z.object({ email, name, role: z.enum(staffRoles, "role.unknown") });

/** The form to send an invitation again or withdraw it. */
export const invitationIdSchema = z.object({ id });

/** `was`: the role that the page showed; `q`: the page's search, to return to it. */
export const roleChangeSchema = z.object({
  id,
  role: z.enum(roles, "role.unknown"),
  was: z.enum(roles, "form.stale"),
  q: optionalLine(254, "form.wrong"),
});

/** The form of an invitee without an account. */
export const invitedMemberSchema = z.object({ token: linkSchema.shape.token, name, password });
export const acceptInvitationSchema = z.object({ token: linkSchema.shape.token });
