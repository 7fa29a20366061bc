import type { Metadata } from "next";
import { DiscussionPage, discussionMetadata } from "#app/(site)/articles/[slug]/comments/discussion.tsx";

type Props = PageProps<"/pages/[slug]/comments/sorted/[sort]/page/[page]">;

async function read({ params }: Props) {
  const { slug, sort, page } = await params;
  return { slug, sort, number: page, parent: "pages" as const };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return discussionMetadata(await read(props));
}

export default async function CommentsOfPageSortedNumbered(props: Props) {
  return DiscussionPage(await read(props));
}
