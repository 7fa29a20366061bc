import type { Metadata } from "next";
import { CorrectionsPage, correctionsMetadata } from "./corrections-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return correctionsMetadata();
}

export default async function AllCorrectionsPage() {
  return CorrectionsPage({});
}
