import { handleProviderCallback } from "#features/auth/sign-in/next-auth.ts";

/** The address to which GitHub and Google redirect. */
export const GET = handleProviderCallback;
