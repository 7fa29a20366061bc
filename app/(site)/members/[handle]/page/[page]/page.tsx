import type { Metadata } from "next";
import { ProfilePage, profileMetadata } from "#app/(site)/members/[handle]/profile-page.tsx";

type Props = PageProps<"/members/[handle]/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { handle, page } = await params;
  return profileMetadata(handle, page);
}

export default async function MemberNumberedPage({ params }: Props) {
  const { handle, page } = await params;
  return ProfilePage({ handle, number: page });
}
