import { translator } from "#i18n/translator.ts";
import { Greeting, ReaderGreeting } from "./greeting.client.tsx";

/** The greeting after a sign-in; `name` if the page was rendered for the member. */
export function MemberGreeting({ name }: { name?: string | undefined }) {
  const t = translator();
  const labels = {
    signedIn: t.typeset("signIn.greeting.signedIn", { name: "{name}" }),
    confirmed: t.typeset("signIn.greeting.confirmed", { name: "{name}" }),
    close: t("signIn.greeting.close"),
  };
  return name === undefined ? <ReaderGreeting labels={labels} /> : <Greeting name={name} labels={labels} />;
}
