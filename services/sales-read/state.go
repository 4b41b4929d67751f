package salesread

import "time"

// Statuses as the bot stores them.
var statuses = []string{"active", "trial", "limited", "expired", "disabled", "pending"}

// stateOf is what a subscription is by the clock: the bot's status may lag behind its end. paid = live, no trial, and the customer has paid.
// A row the source has destroyed is live no more. An unknown status passes through.
func stateOf(status, split string, endsAt, now time.Time, gone bool) string {
	switch status {
	case "active", "trial", "limited":
	default:
		return status
	}
	switch {
	case !endsAt.After(now):
		return "expired"
	case gone:
		return "disabled"
	case status == "limited":
		return "limited"
	}
	return split
}

// The clauses say the same as stateOf, one for each state; subscriptions_live serves those of live states.
const live = `s.gone_at IS NULL AND s.status IN ('active', 'trial', 'limited') AND s.ends_at > @now`

func stateClause(state string) string {
	switch state {
	case "paid", "free_active", "trial":
		return `(` + live + ` AND s.status <> 'limited' AND s.split = '` + state + `')`
	case "limited":
		return `(` + live + ` AND s.status = 'limited')`
	case "expired":
		return `(s.status = 'expired' OR s.status IN ('active', 'trial', 'limited') AND s.ends_at <= @now)`
	case "disabled":
		return `(s.status = 'disabled' OR s.gone_at IS NOT NULL AND s.status IN ('active', 'trial', 'limited') AND s.ends_at > @now)`
	case "pending":
		return `s.status = 'pending'`
	}
	return `false`
}
