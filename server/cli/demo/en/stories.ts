import type { DemoStory } from "../content.ts";

export const stories: readonly DemoStory[] = [
  {
    kind: "series",
    slug: "good-habits",
    title: "Good habits, step by step",
    deck: "Three things to set up once, in the order that protects you most.",
    articles: ["choosing-a-password-manager", "which-two-factor-method", "backing-up-3-2-1"],
  },
  {
    kind: "story",
    slug: "everyday-scams",
    title: "Everyday scams",
    deck: "Fake advisers, fake parcels, fake parking codes: the traps of the season, and how to get out of them.",
    articles: ["qr-codes-on-parking-machines", "parcel-text-scam", "fake-bank-adviser"],
  },
];
