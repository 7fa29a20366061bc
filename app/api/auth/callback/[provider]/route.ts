import { handleProviderCallback } from "#features/members/sign-in/next-auth.ts";

/** GitHub and Google send people back here. */
export const GET = handleProviderCallback;
