/** Demo members, by the name of their mailbox. */
export const members = {
  marion: "Marion Delaney",
  gwilym: "Gwilym K.",
  farid: "Farid Amiri",
  jean: "Jean, 71",
  theo: "Theo Lindqvist",
  steve: "Steve from support",
  nadine: "Nadine Farrow",
  paulo: "Paulo R.",
  imogen: "Imogen Blake-Massey",
  kev: "kev_72",
  aminata: "Aminata Sow",
  bernard: "Bernard Hockaday",
  elise: "Elise V.",
  oliver: "Oliver Quinn",
} as const;

/** Names that sign the demo articles. */
export const bylines = {
  "clare-whitfield": {
    name: "Clare Whitfield",
    biography:
      "Covers fraud and small businesses. She kept the books of a co-operative before writing about what can happen to them.",
  },
  "yusuf-rahman": {
    name: "Yusuf Rahman",
    biography: "Mends computers by day and teaches by night. He writes the guides he wishes he could leave behind.",
  },
  "samira-rowe": {
    name: "Samira Rowe",
    biography:
      "Takes apart anything that goes online. She teaches electronics, and prefers flaws that get fixed to flaws that get sold.",
  },
  "the-editors": {
    name: "The editors",
    biography: "Each week we choose articles published elsewhere and run an excerpt, with a link to the source.",
  },
} as const;
