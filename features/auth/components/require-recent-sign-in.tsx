import type { ReactNode } from "react";
import { isRecentSignIn } from "#features/members/rules.ts";
import { translator } from "#i18n/translator.ts";
import type { Viewer } from "../viewer.ts";
import { ReauthenticationForms } from "./reauthentication-forms.client.tsx";

interface Props {
  viewer: Viewer;
  hasPassword: boolean;
  /** The page that one comes back to. */
  next: string;
  /** The anchor on this page where one is asked already: here only the way there stands. */
  anchor?: string | undefined;
  children: ReactNode;
}

/** What only somebody who signed in lately may do; the others are asked to sign in again, in its place. */
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
