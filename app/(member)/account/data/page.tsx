import { AccountPage, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { requireMember } from "#features/members/loaders.ts";

export const instant = false;
export const generateMetadata = () => accountMetadata("data");

export default async function DataPage() {
  await requireMember();
  return <AccountPage section="data">{null}</AccountPage>;
}
