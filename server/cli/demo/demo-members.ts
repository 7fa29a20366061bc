/** Demo members: they comment and rate, cannot sign in (no password) and get no mail (example.org has no mailboxes). */
export const demoMembers = {
  marion: "Marion Delattre",
  gwenole: "Gwenolé K.",
  farid: "Farid Amrani",
  josette: "Josette, 71 ans",
  theo: "Théo Lindqvist",
  sylvain: "Sylvain du support",
  nadege: "Nadège Ferrand",
  paulo: "Paulo R.",
  isaure: "Isaure Blanc-Mesnil",
  kevin: "kevin_72",
  aminata: "Aminata Sow",
  bertrand: "Bertrand Hocquart",
  lise: "Lise V.",
  olivier: "Olivier Quemener",
} as const;

export type DemoMemberName = keyof typeof demoMembers;

/** Names that sign the demo articles. */
export const bylines = {
  "claire-vasseur": {
    name: "Claire Vasseur",
    biography:
      "Suit les fraudes et les petites entreprises. A tenu la comptabilité d’une coopérative avant d’écrire sur ce qui peut lui arriver.",
  },
  "yanis-belkacem": {
    name: "Yanis Belkacem",
    biography:
      "Dépanneur le jour, pédagogue le soir. Écrit les modes d’emploi qu’il aurait aimé laisser chez ses clients.",
  },
  "samia-roussel": {
    name: "Samia Roussel",
    biography:
      "Démonte ce qui se connecte. Enseigne l’électronique, et préfère les failles que l’on corrige à celles que l’on vend.",
  },
  "la-redaction": {
    name: "La rédaction",
    biography: "Choisit, chaque semaine, des articles parus ailleurs et en publie un extrait avec leur source.",
  },
} as const;

/** The navigation, in its order. */
export const categories = [
  ["securite", "Sécurité", "Les menaces du moment, et comment s’en garder."],
  ["ransomware", "Ransomware", "Rançongiciels : récits, parades, reconstruction."],
  ["tutoriels", "Tutoriels", "Pas à pas, pour la maison et le bureau."],
  ["hacking", "Hacking", "Failles, objets ouverts, et ceux qui les signalent."],
  ["spam", "Spam", "Messages frauduleux disséqués."],
  ["business", "Business", "La sécurité vue de la caisse et du bureau du patron."],
] as const;

/** The newsletter's topics, with the categories and tags of their articles. */
export const topics = [
  ["actualites", "Actualités", "Ce qui s’est passé, et ce que cela change.", ["securite", "business"], []],
  ["tutoriels", "Tutoriels", "Des guides pas à pas, pour la maison ou le bureau.", ["tutoriels"], ["pas à pas"]],
  ["hacking", "Hacking", "Failles trouvées, signalées, corrigées.", ["hacking"], ["divulgation responsable"]],
  [
    "alerte-ransomware",
    "Alerte ransomware",
    "Les rançongiciels qui circulent, et comment s’en relever.",
    ["ransomware"],
    ["rançongiciel"],
  ],
  ["alerte-spam", "Alerte spam", "Les messages frauduleux du moment, décortiqués.", ["spam"], ["hameçonnage"]],
] as const;
