import { translator } from "#i18n/translator.ts";
import { signOutHere } from "../sign-in/actions.ts";

/** The way out of this device. A plain form. */
export function SignOutForm() {
  return (
    <form action={signOutHere}>
      <button type="submit" className="text-button">
        {translator()("signIn.out")}
      </button>
    </form>
  );
}
