/** Demo members, by the name of their mailbox. */
export const members = {
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
