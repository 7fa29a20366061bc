import { redirectOrNotFound } from "#features/redirects/loaders.ts";

type Props = { params: Promise<{ path: string[] }> };

/** Next requires one path at build time; a name without letters never exists. */
export function generateStaticParams() {
  return [{ path: ["-"] }];
}

/** Handles every path that no other page serves: an old address, or an unknown one. */
export default async function OldAddressPage({ params }: Props) {
  const { path } = await params;
  return await redirectOrNotFound(`/${path.join("/")}`);
}
