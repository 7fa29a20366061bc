import { translator } from "#i18n/translator.ts";
import { signOutHere } from "../sign-in/actions.ts";
import { PressForm } from "./press-form.client.tsx";

/** Signs out on this device. */
export function SignOutForm() {
  return <PressForm action={signOutHere} label={translator()("signIn.out")} look="text" />;
}
