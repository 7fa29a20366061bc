import type { DemoStory } from "../content.ts";

export const stories: readonly DemoStory[] = [
  {
    kind: "series",
    slug: "les-bons-reflexes",
    title: "Les bons réflexes, pas à pas",
    deck: "Trois habitudes à prendre une fois pour toutes, en commençant par la plus efficace.",
    articles: ["gestionnaire-mots-de-passe", "double-authentification-laquelle", "sauvegarde-3-2-1"],
  },
  {
    kind: "story",
    slug: "arnaques-du-quotidien",
    title: "Les arnaques du quotidien",
    deck: "Faux conseillers, faux colis, faux QR codes : les pièges du moment, et comment en sortir.",
    articles: ["qr-codes-horodateurs", "sms-colis-en-attente", "faux-conseiller-bancaire"],
  },
];
