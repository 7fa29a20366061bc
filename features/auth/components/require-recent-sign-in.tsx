import type { ReactNode } from "react";
import { isRecentSignIn } from "#features/members/rules.ts";
import { translator } from "#i18n/translator.ts";
import type { Viewer } from "../viewer.ts";
import { ReauthenticationForms } from "./reauthentication-forms.client.tsx";

interface Props {
  viewer: Viewer;
  hasPassword: boolean;
  /** The page to come back to. */
  next: string;
  /** The anchor on this page of another form that asks for the sign-in: here only a link to it is shown. */
  anchor?: string | undefined;
  children: ReactNode;
}

/** Shows its children after a recent sign-in, otherwise the form to sign in again. */
export function RequireRecentSignIn({ viewer, hasPassword, next, anchor, children }: Props) {
  if (isRecentSignIn(viewer.signedInAt)) return children;
  const t = translator();
  if (anchor) {
    return (
      <p>
        <a href={`#${anchor}`}>{t.typeset("account.reauthentication.there")}</a>
      </p>
    );
  }
  return (
    <ReauthenticationForms
      next={next}
      hasPassword={hasPassword}
      labels={{
        lead: t("account.reauthentication.lead"),
        password: t("account.reauthentication.password"),
        submit: t("account.reauthentication.submit"),
        link: t("account.reauthentication.link"),
        sent: t("account.reauthentication.sent"),
      }}
    />
  );
}
