import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { signOutHere } from "../sign-in/actions.ts";

/** The form that signs out on this device. */
export function SignOutForm() {
  return <ButtonForm action={signOutHere} label={translator()("signIn.signOut")} variant="text" />;
}
