import { AccountPage, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { requireMember } from "#features/members/loaders.ts";

export const instant = false;
export const generateMetadata = () => accountMetadata("profile");

export default async function ProfilePage() {
  await requireMember();
  return <AccountPage section="profile">{null}</AccountPage>;
}
