import type { Metadata } from "next";
import { ProfilePage, profileMetadata } from "#app/(site)/members/[handle]/profile-page.tsx";

type Props = PageProps<"/members/[handle]">;

/** Nothing is built ahead: made on the first visit and kept. "-" is nobody's handle; Next wants at least one. */
export function generateStaticParams(): { handle: string }[] {
  return [{ handle: "-" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return profileMetadata((await params).handle);
}

export default async function MemberPage({ params }: Props) {
  return ProfilePage({ handle: (await params).handle });
}
