/** The outline of a magnifying glass, 24 units wide and high. */
export const searchIconPath = "M15.5 15.5 20 20M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z";
