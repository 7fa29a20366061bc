import { AccountPage, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { requireMember } from "#features/members/loaders.ts";

export const instant = false;
export const generateMetadata = () => accountMetadata("security");

export default async function SecurityPage() {
  await requireMember();
  return <AccountPage section="security">{null}</AccountPage>;
}
