import { handlers } from "#features/members/sign-in/next-auth.ts";

export const { GET, POST } = handlers;
