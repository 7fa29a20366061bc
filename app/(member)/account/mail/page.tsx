import { AccountPage, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { requireMember } from "#features/members/loaders.ts";

export const instant = false;
export const generateMetadata = () => accountMetadata("mail");

export default async function MailPage() {
  await requireMember();
  return <AccountPage section="mail">{null}</AccountPage>;
}
