/** Sparse vectors, one after the other: the entries of row n are those from `starts[n]` up to `starts[n + 1]`. */
export interface SparseRows {
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
  width: number;
}

interface Fit {
  weights: Float64Array;
  bias: number;
}

const maxIterations = 60;
/** The pairs of steps and gradient changes that approximate the curvature (L-BFGS, Nocedal 1980). */
const maxHistory = 6;

/**
 * Fits a logistic regression with an L2 penalty by L-BFGS. Deterministic: the same rows give the same weights.
 * @param targets 1 for a row of the class, otherwise 0
 * @param importance the weight of each row
 * @param penalty the strength of the L2 penalty; the bias has none
 */
export function fitLogistic(rows: SparseRows, targets: Float64Array, importance: Float64Array, penalty: number): Fit {
  const size = rows.width + 1;
  let at = new Float64Array(size);
  const gradient = new Float64Array(size);
  let loss = lossAndGradient(rows, targets, importance, penalty, at, gradient);
  const history: { step: Float64Array; change: Float64Array; rho: number }[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    const direction = descend(gradient, history);
    const slope = dot(direction, gradient);
    if (slope > -1e-9) break;
    let length = iteration === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const nextGradient = new Float64Array(size);
    let next = at;
    let nextLoss = loss;
    for (let tries = 0; tries < 20; tries += 1) {
      next = at.map((value, n) => value + length * (direction[n] ?? 0));
      nextLoss = lossAndGradient(rows, targets, importance, penalty, next, nextGradient);
      if (nextLoss <= loss + 1e-4 * length * slope) break;
      length /= 2;
    }
    const step = next.map((value, n) => value - (at[n] ?? 0));
    const change = nextGradient.map((value, n) => value - (gradient[n] ?? 0));
    const curvature = dot(step, change);
    if (curvature > 1e-12) history.push({ step, change, rho: 1 / curvature });
    if (history.length > maxHistory) history.shift();
    const isDone = Math.abs(loss - nextLoss) < 1e-5 * Math.abs(loss);
    at = next;
    loss = nextLoss;
    gradient.set(nextGradient);
    if (isDone) break;
  }
  return { weights: at.slice(0, rows.width), bias: at[rows.width] ?? 0 };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n += 1) sum += (a[n] ?? 0) * (b[n] ?? 0);
  return sum;
}

/** The quasi-Newton direction (two-loop recursion). */
function descend(
  gradient: Float64Array,
  history: { step: Float64Array; change: Float64Array; rho: number }[],
): Float64Array {
  const direction = gradient.map((value) => -value);
  const alphas: number[] = [];
  for (const { step, change, rho } of history.toReversed()) {
    const alpha = rho * dot(step, direction);
    alphas.push(alpha);
    for (let n = 0; n < direction.length; n += 1) direction[n] = (direction[n] ?? 0) - alpha * (change[n] ?? 0);
  }
  const last = history.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let n = 0; n < direction.length; n += 1) direction[n] = (direction[n] ?? 0) * scale;
  }
  for (const { step, change, rho } of history) {
    const beta = rho * dot(change, direction);
    const alpha = alphas.pop() ?? 0;
    for (let n = 0; n < direction.length; n += 1) direction[n] = (direction[n] ?? 0) + (alpha - beta) * (step[n] ?? 0);
  }
  return direction;
}

function lossAndGradient(
  { starts, columns, values, width }: SparseRows,
  targets: Float64Array,
  importance: Float64Array,
  penalty: number,
  at: Float64Array,
  gradient: Float64Array,
): number {
  gradient.fill(0);
  let loss = 0;
  const bias = at[width] ?? 0;
  for (let row = 0; row + 1 < starts.length; row += 1) {
    const [from, to] = [starts[row] ?? 0, starts[row + 1] ?? 0];
    let sum = bias;
    for (let n = from; n < to; n += 1) sum += (at[columns[n] ?? 0] ?? 0) * (values[n] ?? 0);
    const target = targets[row] ?? 0;
    const weight = importance[row] ?? 1;
    loss += weight * (Math.max(sum, 0) - sum * target + Math.log1p(Math.exp(-Math.abs(sum))));
    const error = weight * (1 / (1 + Math.exp(-sum)) - target);
    for (let n = from; n < to; n += 1) {
      const column = columns[n] ?? 0;
      gradient[column] = (gradient[column] ?? 0) + error * (values[n] ?? 0);
    }
    gradient[width] = (gradient[width] ?? 0) + error;
  }
  for (let n = 0; n < width; n += 1) {
    const weight = at[n] ?? 0;
    loss += (penalty / 2) * weight * weight;
    gradient[n] = (gradient[n] ?? 0) + penalty * weight;
  }
  return loss;
}
