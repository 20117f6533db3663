/**
 * The quantile of the standard normal distribution, 0 < p < 1, relative error below 1e-15
 * (Acklam's rational approximation, then one step of Halley's method).
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile(${p}): 0 < p < 1 is needed`)
  const x = p > 0.5 ? -lowerQuantile(1 - p) : lowerQuantile(p)
  const error = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
  return x - error / (1 + (x * error) / 2)
}

/** The standard normal distribution function, by its series near 0 and its continued fraction in the tails. */
export function normalCdf(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (Math.abs(x) < 5) {
    let sum = x
    let term = x
    for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
      term *= (x * x) / i
      sum += term
    }
    return 0.5 + density * sum
  }
  let fraction = Math.abs(x)
  for (let i = 60; i >= 1; i--) fraction = Math.abs(x) + i / fraction
  return x < 0 ? density / fraction : 1 - density / fraction
}

const middle = [
  [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ],
  [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
] as const
const tail = [
  [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
] as const

function lowerQuantile(p: number): number {
  if (p < 0.02425) return ratio(tail, Math.sqrt(-2 * Math.log(p)))
  const q = p - 0.5
  return q * ratio(middle, q * q)
}

const ratio = ([above, below]: readonly [readonly number[], readonly number[]], x: number): number =>
  horner(above, x) / horner(below, x)

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0)
