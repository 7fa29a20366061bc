/** Ratings by demo members, by the article's slug. */
export const ratings: Record<string, Record<string, number>> = {
  "joinery-ransomware-three-days": { oliver: 5, nadine: 5, theo: 4, steve: 5, jean: 5, bernard: 5, imogen: 4 },
  "fake-bank-adviser": { aminata: 5, elise: 5, kev: 3, marion: 5, paulo: 5, farid: 4, oliver: 4 },
  "backing-up-3-2-1": { gwilym: 4, steve: 5, imogen: 5, farid: 5, elise: 5, nadine: 5, theo: 4, marion: 5, paulo: 5 },
  "parcel-text-scam": { jean: 5, bernard: 5, marion: 4 },
  "which-two-factor-method": { imogen: 5, theo: 3, oliver: 4, gwilym: 4 },
  "change-of-bank-details": { nadine: 5, farid: 4, oliver: 5, bernard: 4 },
  "thirty-pound-camera": { gwilym: 3, paulo: 5, elise: 5, theo: 5, steve: 5 },
  "hospital-night-without-computers": { aminata: 5 },
  "browser-extensions-that-change-hands": { marion: 5, farid: 4 },
  "choosing-a-password-manager": { jean: 5, aminata: 5, imogen: 4 },
  "router-settings-to-check-tonight": { bernard: 5, steve: 4 },
};
