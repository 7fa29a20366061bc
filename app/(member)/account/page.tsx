import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { AvatarForm } from "#features/account/components/avatar-form.client.tsx";
import { ProfileForm } from "#features/account/components/profile-form.client.tsx";
import { requireAccount } from "#features/account/loaders.ts";
import { maxBiographyLength } from "#features/account/schema.ts";
import { ClaimComments } from "#features/comments/components/claim-comments.tsx";
import { AccountBadge } from "#features/experts/components/account-badge.tsx";
import { loadClaimableComments } from "#features/members/guest-comments/loaders.ts";
import { mayWrite } from "#features/members/policy.ts";
import { maxAvatarBytes } from "#features/members/rules.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { refused } from "#lib/result.ts";

export const generateMetadata = () => accountMetadata("profile");

export default async function ProfilePage({ searchParams }: PageProps<"/account">) {
  const { account } = await requireAccount();
  const t = translator();
  const { name, handle, biography, profileHiddenAt, avatarMediaId, expertise } = account;
  const claimable = await loadClaimableComments(account);
  const { done } = await searchParams;
  const megabytes = maxAvatarBytes / 1024 / 1024;
  return (
    <AccountPage section="profile">
      {done === "declined" && <FormSuccess>{t("experts.own.declined")}</FormSuccess>}
      {done === "claimed" && <FormSuccess>{t("account.claim.done")}</FormSuccess>}
      {!profileHiddenAt && (
        <p className="account-note">
          <a href={`/members/${handle}`}>{t("account.profile.view")}</a>
        </p>
      )}
      {claimable.count > 0 && (
        <AccountSection id="old-comments" title={t("account.claim.title")}>
          <ClaimComments {...claimable} name={name} />
        </AccountSection>
      )}
      <AccountSection id="profile" title={t("account.profile.title")} lead={t("account.profile.lead")}>
        <ProfileForm
          profile={{
            name,
            handle,
            biography,
            fediverse: mayWrite(account) ? account.fediverse : undefined,
            shown: profileHiddenAt === null,
          }}
          labels={{
            name: t("account.profile.name"),
            nameHint: t("account.profile.nameHint"),
            handle: t("account.profile.handle"),
            handleHint: t.typeset("account.profile.handleHint"),
            biography: t("account.profile.biography"),
            biographyHint: t("account.profile.biographyHint", { max: maxBiographyLength }),
            fediverse: t("account.profile.fediverse"),
            fediverseHint: t.typeset("account.profile.fediverseHint"),
            shown: t("account.profile.shown"),
            shownHint: t("account.profile.shownHint"),
            save: t("account.save"),
            saved: t("account.saved"),
          }}
        />
      </AccountSection>
      <AccountSection id="picture" title={t("account.picture.title")}>
        <AvatarForm
          name={name}
          mediaId={avatarMediaId}
          labels={{
            file: t("account.picture.file"),
            hint: t.typeset("account.picture.hint", { megabytes }),
            save: t("account.picture.save"),
            remove: t("account.picture.remove"),
            saved: t("account.picture.saved"),
            removed: t("account.picture.removed"),
            tooLarge: refusalMessage(refused("picture.tooLarge", undefined, { megabytes })),
          }}
        />
      </AccountSection>
      {expertise !== "" && (
        <AccountSection id="expertise" title={t("experts.own.title")}>
          <AccountBadge expertise={expertise} />
        </AccountSection>
      )}
    </AccountPage>
  );
}
