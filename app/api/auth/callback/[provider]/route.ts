import { handleProviderCallback } from "#features/auth/sign-in/next-auth.ts";

/** GitHub and Google send people back here. */
export const GET = handleProviderCallback;
