/** Ratings by demo members, by the article's slug. */
export const ratings: Record<string, Record<string, number>> = {
  "menuiserie-rancongiciel-trois-jours": {
    olivier: 5,
    nadege: 5,
    theo: 4,
    sylvain: 5,
    josette: 5,
    bertrand: 5,
    isaure: 4,
  },
  "faux-conseiller-bancaire": { aminata: 5, lise: 5, kevin: 3, marion: 5, paulo: 5, farid: 4, olivier: 4 },
  "sauvegarde-3-2-1": { gwenole: 4, sylvain: 5, isaure: 5, farid: 5, lise: 5, nadege: 5, theo: 4, marion: 5, paulo: 5 },
  "sms-colis-en-attente": { josette: 5, bertrand: 5, marion: 4 },
  "double-authentification-laquelle": { isaure: 5, theo: 3, olivier: 4, gwenole: 4 },
  "changement-de-rib": { nadege: 5, farid: 4, olivier: 5, bertrand: 4 },
  "camera-trente-euros": { gwenole: 3, paulo: 5, lise: 5, theo: 5, sylvain: 5 },
  "exercice-hopital-sans-ordinateurs": { aminata: 5 },
  "extensions-navigateur-rachetees": { marion: 5, farid: 4 },
  "gestionnaire-mots-de-passe": { josette: 5, aminata: 5, isaure: 4 },
  "reglages-de-la-box": { bertrand: 5, sylvain: 4 },
};
