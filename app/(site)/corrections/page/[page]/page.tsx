import type { Metadata } from "next";
import { CorrectionsPage, correctionsMetadata } from "#app/(site)/corrections/corrections-page.tsx";

type Props = PageProps<"/corrections/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return correctionsMetadata((await params).page);
}

export default async function NumberedCorrectionsPage({ params }: Props) {
  return CorrectionsPage({ number: (await params).page });
}
