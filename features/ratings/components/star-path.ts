/** The outline of a star, 24 units wide and high, whose middle is at `x`. */
export const starPath = (x: number): string =>
  `M${x} 2l3.1 6.5 7.1.9-5.2 4.9 1.3 7L${x} 17.8l-6.3 3.5 1.3-7-5.2-4.9 7.1-.9z`;

/** Five stars in a row, 120 units wide. */
export const fiveStarsPath = [12, 36, 60, 84, 108].map(starPath).join("");
