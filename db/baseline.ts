/** The last commit that can open databases and data folders made before the baseline migration (docs/decisions/038). */
export const lastCommitBeforeBaseline = "a2b119d";
