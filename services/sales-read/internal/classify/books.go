package classify

// books decides what a row does to money by kind and method alone, and what it bought where these leave one meaning: Bought stays "" for a purchase.
func books(r Row, e Evidence) Verdict {
	v := Verdict{Evidence: ByKind, Side: None}
	amount := r.AmountKopeks
	switch r.Kind {
	case "deposit":
		v.Side, v.WalletKopeks = Wallet, amount
		switch {
		case r.Gateway != "":
			v.Bought, v.Why, v.Side, v.CashKopeks = Topup, "deposit_gateway", Cash, amount
		case r.Method == "manual":
			v.Bought, v.Why = ManualCredit, "deposit_manual"
		case r.Method == "":
			v.Bought, v.Why = Bonus, "deposit_bonus"
		default: // a method that is neither gateway, manual nor none: from wallet to wallet
			v.Bought, v.Why, v.Evidence = Unclassified, "deposit_odd", Unknown
		}
	case "subscription_payment":
		v = paidFor(r, e, v)
	case "gift_payment":
		v = paidFor(r, e, v)
		v.Bought, v.Why, v.Evidence = Gift, "gift_payment", ByKind
	case "refund":
		switch {
		case r.Gateway != "":
			v.Bought, v.Why, v.Side, v.CashKopeks, v.WalletKopeks = CashRefund, "refund_gateway", Cash, -amount, -amount
		case r.Method == "":
			v.Bought, v.Why, v.Side, v.ConsumptionKopeks, v.WalletKopeks = Reversal, "refund_reversal", Consumption, -amount, amount
		default:
			v.Bought, v.Why, v.Evidence = Unclassified, "refund_odd", Unknown
		}
	case "failed_refund":
		v.Bought, v.Why = FailedRefund, "failed_refund"
	case "withdrawal":
		v.Bought, v.Why, v.Side, v.WalletKopeks = Withdrawal, "withdrawal", Wallet, -amount
		if r.Method == "manual" {
			v.Bought, v.Why = ManualDebit, "debit_manual"
		}
	case "referral_reward", "poll_reward":
		v.Bought, v.Why, v.Side, v.WalletKopeks = Reward, r.Kind, Wallet, amount
	default:
		v.Bought, v.Why, v.Evidence = Unclassified, "kind_unknown", Unknown
	}
	if !r.Completed || r.Kind == "failed_refund" {
		v.Side, v.CashKopeks, v.ConsumptionKopeks, v.WalletKopeks = None, 0, 0, 0
	}
	return v
}

// paidFor books a purchase: from the wallet, or directly at a gateway, which is cash as well. Delivering an order whose money is counted moves nothing.
func paidFor(r Row, e Evidence, v Verdict) Verdict {
	if e.Delivers != nil && r.Gateway != "" {
		v.Bought, v.Why = Landing, "delivery"
		if e.Delivers.Gift {
			v.Bought = Gift
		}
		return v
	}
	v.Side, v.ConsumptionKopeks = Consumption, r.AmountKopeks
	if r.Gateway != "" {
		v.Side, v.CashKopeks = Cash, r.AmountKopeks
	} else {
		v.WalletKopeks = -r.AmountKopeks
	}
	return v
}

// place finds the subscription, the tariff and the term, each by the best evidence there is.
func (v *Verdict) place(r Row, e Evidence, words wording) {
	v.SubscriptionBy = known(v.SubscriptionID, v.SubscriptionBy)
	if v.Why == "delivery" {
		v.TariffID, v.TariffBy = e.Delivers.TariffID, known(e.Delivers.TariffID, ByOrder)
		v.PeriodDays, v.PeriodBy = e.Delivers.PeriodDays, known(e.Delivers.PeriodDays, ByOrder)
	}
	if r.Kind == "subscription_payment" && v.SubscriptionID == 0 && len(e.Subscriptions) == 1 {
		v.SubscriptionID, v.SubscriptionBy = e.Subscriptions[0].ID, ByOnly
	}
	v.TariffName = words.tariff
	if v.PeriodDays == 0 && words.days > 0 && termed(v.Bought) {
		v.PeriodDays, v.PeriodBy = words.days, ByText
	}
	if v.TariffID == 0 && words.tariff != "" && e.TariffNamed != nil {
		v.TariffID = e.TariffNamed(words.tariff)
		v.TariffBy = known(v.TariffID, ByText)
	}
	if v.TariffID == 0 && v.SubscriptionID != 0 {
		for _, s := range e.Subscriptions {
			if s.ID == v.SubscriptionID && s.TariffID != 0 {
				v.TariffID, v.TariffBy = s.TariffID, ByState
				if s.Later {
					v.TariffBy = ByLater
				}
			}
		}
	}
	if v.Bought == Daily {
		v.PeriodDays, v.PeriodBy = 1, v.Evidence
	}
	v.PeriodBy, v.TariffBy = known(v.PeriodDays, v.PeriodBy), known(v.TariffID, v.TariffBy)
}

// termed tells whether what was bought lasts a term that the words may name.
func termed(bought string) bool {
	switch bought {
	case New, Renewal, Trial, Gift, Landing, PlanChange, Unclassified:
		return true
	}
	return false
}
