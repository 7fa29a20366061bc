import { z } from "zod";
import { emailAddress } from "#lib/email-address.ts";
import { line, secret } from "#lib/form-fields.ts";
import { roles } from "./rules.ts";

/** Long enough to resist guessing without character rules (OWASP, NIST 800-63B: length is what counts). */
export const minPasswordLength = 10;
/** Argon2 reads every byte: an upper bound keeps one request from costing much. */
export const maxPasswordLength = 200;
/** The values that messages about passwords name. */
export const passwordLengths = { shortest: minPasswordLength, longest: maxPasswordLength };

/** A new account as typed. Messages are keys below `errors` in i18n. */
export const newMemberSchema = z.object({
  email: emailAddress,
  name: line(80, "name.tooLong", "name.missing"),
  role: z.enum(roles, "role.unknown").default("reader"),
  password: secret(maxPasswordLength, "password.tooLong", minPasswordLength, "password.tooShort"),
});

export type NewMember = z.input<typeof newMemberSchema>;
