import { redirectOrNotFound } from "#features/redirects/loaders.ts";

type Props = { params: Promise<{ path: string[] }> };

/** Handles every path that no other page serves: an old address, or an unknown one. */
export default async function OldAddressPage({ params }: Props) {
  const { path } = await params;
  return await redirectOrNotFound(`/${path.join("/")}`);
}
