import type { Metadata } from "next";
import { branchMetadata, CommentBranchPage } from "#app/(site)/articles/[slug]/comments/branch.tsx";

type Props = PageProps<"/pages/[slug]/comments/[comment]/after/[after]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return branchMetadata({ ...(await params), parent: "pages" });
}

export default async function RestOfPageThread({ params }: Props) {
  return CommentBranchPage({ ...(await params), parent: "pages" });
}
