import type { Metadata } from "next";
import { ProfilePage, profileMetadata } from "#app/(site)/members/[handle]/profile-page.tsx";

type Props = PageProps<"/members/[handle]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return profileMetadata((await params).handle);
}

export default async function MemberPage({ params }: Props) {
  return ProfilePage({ handle: (await params).handle });
}
