import type { Metadata } from "next";
import { branchMetadata, CommentBranchPage } from "../branch.tsx";

type Props = PageProps<"/articles/[slug]/comments/[comment]">;

/** Made on the first visit and kept; Next wants at least one built ahead. */
export function generateStaticParams(): { slug: string; comment: string }[] {
  return [{ slug: "-", comment: "1" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return branchMetadata(await params);
}

export default async function CommentAndRepliesPage({ params }: Props) {
  return CommentBranchPage(await params);
}
