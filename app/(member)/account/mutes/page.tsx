import "#features/mutes/components/mutes.css";
import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireMember } from "#features/auth/loaders.ts";
import { MuteList, MuteQuestion } from "#features/mutes/components/mutes.tsx";
import { loadMutes } from "#features/mutes/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => accountMetadata("mutes");

export default async function MutesPage({ searchParams }: PageProps<"/account/mutes">) {
  const viewer = await requireMember();
  const { muted, target } = await loadMutes(viewer.id, singleParam((await searchParams).member));
  const t = translator();
  return (
    <AccountPage section="mutes">
      {target && (
        <AccountSection id="ask" title={t.typeset("mutes.title", { name: target.name })}>
          <MuteQuestion target={target} />
        </AccountSection>
      )}
      <AccountSection id="muted" title={t("mutes.list", { count: muted.length })}>
        <MuteList muted={muted} />
      </AccountSection>
    </AccountPage>
  );
}
