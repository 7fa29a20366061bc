import type { Metadata } from "next";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { AlreadySignedIn } from "#features/auth/components/already-signed-in.tsx";
import { MailedLinkForm } from "#features/auth/components/mailed-link-form.client.tsx";
import { readInvitationCookie } from "#features/auth/cookies.ts";
import { getSettings } from "#features/settings/cached.ts";
import { acceptInvitationAction, signInToAcceptAction } from "#features/staff/actions.ts";
import { InvitedMemberForm } from "#features/staff/components/invited-member-form.client.tsx";
import { loadInvitation } from "#features/staff/loaders.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("staff.accept.title"), robots: { index: false }, referrer: "same-origin" };
}

/** The page of a mailed invitation: a form whose button accepts, because mail scanners open links. */
export default async function InvitationPage({ searchParams }: PageProps<"/invitation">) {
  // This browser's cookie keeps it while its owner signs in, when the address has none.
  const token = singleParam((await searchParams).token)?.slice(0, 200) ?? (await readInvitationCookie());
  const invitation = token ? await loadInvitation(token) : undefined;
  const t = translator();
  const title = t("staff.accept.title");
  if (!token || !invitation) return <FormPage title={title} lead={t("staff.accept.spent")} />;
  const link = { token, next: "" };
  const { name, role, account, viewer } = invitation;
  const site = (await getSettings())["site.name"];
  const what = t.typeset("staff.accept.lead", { site, role: t.typeset(`roles.${role}`) });
  if (account === "other" && viewer !== undefined) {
    return (
      <FormPage title={title} lead={`${what} ${t("staff.accept.signOut")}`}>
        <AlreadySignedIn name={viewer} />
      </FormPage>
    );
  }
  if (account === "other") {
    return (
      <FormPage title={title} lead={`${what} ${t("staff.accept.signIn")}`}>
        <MailedLinkForm {...link} action={signInToAcceptAction} labels={{ submit: t("staff.accept.toSignIn") }} />
      </FormPage>
    );
  }
  if (account === "mine") {
    return (
      <FormPage title={title} lead={`${what} ${t("staff.accept.yourAccount")}`}>
        <MailedLinkForm {...link} action={acceptInvitationAction} labels={{ submit: t("staff.accept.accept") }} />
      </FormPage>
    );
  }
  return (
    <FormPage title={title} lead={`${what} ${t("staff.accept.choose")}`}>
      <InvitedMemberForm
        token={token}
        name={name}
        labels={{
          name: t("accounts.name"),
          nameHint: t("accounts.nameHint"),
          join: t("staff.accept.join"),
          password: t("accounts.password"),
          passwordHint: t("accounts.passwordHint"),
        }}
      />
    </FormPage>
  );
}
