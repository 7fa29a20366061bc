import type { Metadata } from "next";
import { ProfilePage, profileMetadata } from "#app/(site)/members/[handle]/profile-page.tsx";

type Props = PageProps<"/members/[handle]">;

/** Rendered on the first visit and stored. Next requires at least one handle at build time; none is "-". */
export function generateStaticParams(): { handle: string }[] {
  return [{ handle: "-" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return profileMetadata((await params).handle);
}

export default async function MemberPage({ params }: Props) {
  return ProfilePage({ handle: (await params).handle });
}
