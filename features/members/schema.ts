import { z } from "zod";
import { emailAddress } from "#lib/email-address.ts";
import { line, secret } from "#lib/form-fields.ts";
import { roles } from "./rules.ts";

/** The shortest password: long enough to resist guessing without rules about characters (OWASP, NIST 800-63B: length is what counts). */
const minPasswordLength = 10;
/** The longest password: Argon2 reads every byte, so the limit bounds the cost of a request. */
export const maxPasswordLength = 200;
/** The placeholders of messages about passwords. */
export const passwordLengths = { min: minPasswordLength, max: maxPasswordLength };

/** The registration of a new account. Messages are keys below `errors` in i18n. */
export const newMemberSchema = z.object({
  email: emailAddress,
  name: line(80, "name.tooLong", "name.missing"),
  role: z.enum(roles, "role.unknown").default("reader"),
  password: secret(maxPasswordLength, "password.tooLong", minPasswordLength, "password.tooShort"),
});

export type NewMember = z.input<typeof newMemberSchema>;
