// Package campaign holds the arithmetic of advertising: what a campaign cost, whether it paid back and when. No I/O.
package campaign

// Share is the part of an amount, spread evenly over days, that falls on days [from, to) of them, counted from 0. Parts of neighbouring
// ranges add up to the amount exactly.
func Share(amount int64, days, from, to int) int64 {
	from, to = max(from, 0), min(to, days)
	if from >= to {
		return 0
	}
	// Whole kopeks per day first: amount x days could overflow.
	each, rest := amount/int64(days), amount%int64(days)
	until := func(n int) int64 { return each*int64(n) + rest*int64(n)/int64(days) }
	return until(to) - until(from)
}

// ROI is (net cash - costs) / costs; none without costs.
func ROI(netCash, costs int64) (float64, bool) {
	if costs <= 0 {
		return 0, false
	}
	return float64(netCash-costs) / float64(costs), true
}

// CAC is what one payer cost, rounded half up; none without payers.
func CAC(costs int64, payers int32) (int64, bool) {
	if payers <= 0 || costs < 0 {
		return 0, false
	}
	n := int64(payers)
	cac := costs / n
	if rest := costs % n; rest >= n-rest {
		cac++
	}
	return cac, true
}

// Cumulate turns net cash by day since registration into its running sum for days 0 to last; later cash is left out.
func Cumulate(byDay map[int]int64, last int) []int64 {
	sums := make([]int64, last+1)
	var sum int64
	for day := range sums {
		sum += byDay[day]
		sums[day] = sum
	}
	return sums
}

// Payback is the first day whose running sum covers the costs of that day; none if no day does. The two are of one length.
func Payback(sums, costs []int64) (int, bool) {
	for day, sum := range sums {
		if sum >= costs[day] {
			return day, true
		}
	}
	return 0, false
}

// Costs are the running costs for days 0 to last: what is fixed from day 0 on, the rest as it came.
func Costs(fixed int64, byDay map[int]int64, last int) []int64 {
	sums := Cumulate(byDay, last)
	for day := range sums {
		sums[day] += fixed
	}
	return sums
}

// Counted tells for each of the days 0 to last for how many people that day is over, given how many whole days ago they came.
func Counted(ages map[int]int32, last int) []int32 {
	counted := make([]int32, last+1)
	for age, people := range ages {
		for day := 0; day < min(age, last+1); day++ {
			counted[day] += people
		}
	}
	return counted
}
