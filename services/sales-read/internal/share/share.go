// Package share says how many of a number, and how sure one can be of the rate.
package share

import "math"

// Enough is how many are needed before a rate says anything; below, only the counts do.
const Enough = 30

// z is the quantile of the normal distribution for 95 %, two-sided.
const z = 1.959963984540054

// Wilson is the rate of count among of with its 95 % score interval; ok is false below Enough, and for counts that are no part of the number.
func Wilson(count, of int) (rate, low, high float64, ok bool) {
	if of < Enough || count < 0 || count > of {
		return 0, 0, 0, false
	}
	low, high = Interval(count, of)
	return float64(count) / float64(of), low, high, true
}

// Interval is Wilson's 95 % score interval of count among of > 0, however few they are.
func Interval(count, of int) (low, high float64) {
	n, p := float64(of), float64(count)/float64(of)
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return math.Max(0, centre-half), math.Min(1, centre+half)
}
