import { translator } from "#i18n/translator.ts";
import { signOutHere } from "../sign-in/actions.ts";
import { ButtonForm } from "./press-form.client.tsx";

/** Signs out on this device. */
export function SignOutForm() {
  return <ButtonForm action={signOutHere} label={translator()("signIn.signOut")} variant="text" />;
}
