package classify

import "time"

// purchase decides what a subscription payment bought.
func purchase(r Row, e Evidence, words wording, v Verdict) Verdict {
	if v.byEvents(e.Events) {
		return v
	}
	if v.byState(r, e, words) {
		return v
	}
	switch {
	case words.conflict:
		v.Bought, v.Evidence, v.Why = Unclassified, Unknown, "text_conflict"
	case words.bought != "":
		v.Bought, v.Evidence, v.Why = words.bought, ByText, "text_"+words.bought
	case r.AmountKopeks == 0:
		// The bot books a switch that costs nothing as a payment of nothing, and nothing else.
		v.Bought, v.Evidence, v.Why = PlanChange, ByKind, "zero_switch"
	case v.Why == "":
		v.Bought, v.Evidence, v.Why = Unclassified, Unknown, "no_evidence"
	default: // evidence that contradicts itself
		v.Bought, v.Evidence = Unclassified, Unknown
	}
	return v
}

// byEvents reads the bot's journal. Events that say different things decide nothing, and are told.
func (v *Verdict) byEvents(events []Event) bool {
	bought := ""
	var best Event
	for _, e := range events {
		said := map[string]string{"purchase": New, "renewal": Renewal, "activation": Trial}[e.Type]
		switch {
		case said == "":
			continue
		case bought == "":
			bought, best = said, e
		case bought != said || best.SubscriptionID != e.SubscriptionID:
			v.Bought, v.Evidence, v.Why = Unclassified, Unknown, "events_conflict"
			return true
		}
		if best.PeriodDays == 0 {
			best.PeriodDays = e.PeriodDays
		}
		best.Conversion = best.Conversion || e.Conversion
	}
	if bought == "" {
		return false
	}
	v.Bought, v.Evidence, v.Why, v.Conversion = bought, ByEvent, "event_"+best.Type, best.Conversion
	v.SubscriptionID, v.SubscriptionBy = best.SubscriptionID, ByEvent
	v.PeriodDays = best.PeriodDays
	if bought == Renewal {
		v.PeriodDays = best.ExtendedDays
		if v.PeriodDays == 0 && !best.PreviousEndsAt.IsZero() && !best.NewEndsAt.IsZero() {
			v.PeriodDays = days(best.NewEndsAt.Sub(best.PreviousEndsAt))
		}
	}
	v.PeriodBy = ByEvent
	return true
}

// byState reads what happened to the customer's subscriptions at the time. It counts only where one thing happened and one payment can have done it,
// and where the words do not say otherwise.
func (v *Verdict) byState(r Row, e Evidence, words wording) bool {
	said := happened(r, e)
	switch {
	case len(said) == 0:
		return false
	case len(said) > 1:
		v.Why = "state_ambiguous"
		return false
	case e.Rivals > 0:
		v.Why = "state_rivals"
		return false
	}
	s := said[0]
	switch {
	case words.bought == "" || words.bought == s.bought:
	case words.bought == Trial && s.bought == New && s.imported: // a paid trial that became paid before it was first read
		s.bought, s.period, s.tariff = Trial, 0, 0
	case words.bought == Daily && s.bought == Renewal:
		s.bought, s.period = Daily, 1
	case words.bought == Renewal && s.bought == New && s.conversion: // a trial is prolonged by paying: the bot's words, our conversion
	case words.bought == New && s.bought == Renewal: // buying a tariff one has, or had, gives its row another term
	case s.imported: // what was read later proves only that the row began then
		v.Why = ""
		return false
	default:
		v.Bought, v.Evidence, v.Why = Unclassified, Unknown, "state_against_text"
		return true
	}
	v.Bought, v.Evidence, v.Why, v.Conversion = s.bought, ByState, s.why, s.conversion
	v.SubscriptionID, v.SubscriptionBy = s.subscription, ByState
	v.TariffID, v.TariffBy = s.tariff, ByState
	v.PeriodDays, v.PeriodBy = s.period, ByState
	return true
}

// saying is what one neighbouring change says of a payment.
type saying struct {
	bought, why          string
	subscription         int64
	tariff, period       int64
	conversion, imported bool
}

func happened(r Row, e Evidence) []saying {
	var said []saying
	for _, c := range e.Changes {
		if s, ok := reads(c, r.BookedAt); ok {
			said = append(said, s)
		}
	}
	for _, id := range e.Packages {
		said = append(said, saying{bought: Traffic, why: "traffic_package", subscription: id})
	}
	return said
}

// reads tells what buying made this change, if any did.
func reads(c Change, paid time.Time) (saying, bool) {
	s := saying{subscription: c.SubscriptionID, tariff: c.State.TariffID, imported: c.Imported}
	if c.Was == nil {
		s.bought, s.why, s.period = New, "state_new", days(c.State.EndsAt.Sub(c.State.StartsAt))
		if c.State.Trial {
			s.bought, s.why = Trial, "state_trial"
		}
		if c.Imported { // today's tariff and end need not be those of then
			s.tariff, s.period = 0, 0
		}
		return s, true
	}
	from := c.Was.EndsAt
	if from.Before(paid) {
		from = paid
	}
	switch {
	case c.Was.Trial && !c.State.Trial && c.State.EndsAt.After(paid):
		s.bought, s.why, s.conversion, s.period = New, "state_converted", true, days(c.State.EndsAt.Sub(paid))
	case c.Was.TariffID != c.State.TariffID:
		s.bought, s.why = PlanChange, "state_plan"
	case c.State.EndsAt.Sub(from) >= 12*time.Hour:
		s.bought, s.why, s.period = Renewal, "state_extended", days(c.State.EndsAt.Sub(from))
	default:
		return saying{}, false
	}
	return s, true
}

// days rounds to whole days; what is read a little late is not a day less.
func days(d time.Duration) int64 { return int64((d + 12*time.Hour) / (24 * time.Hour)) }
