/** The characters of a badge: a role or a field in a few words, beside a name on a phone. The database refuses more. */
export const maxExpertiseLength = 60;

/** The admin page of the badges. */
export const expertsPath = "/admin/experts";
