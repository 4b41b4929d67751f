package simulator

import "fmt"

// earningID leaves holes: the zero row of a registration is deleted at the first top-up.
func earningID(i int) int { return i + 1 + i/4 }

func earningFields() []field[earning] {
	return []field[earning]{
		{"id", func(i int, _ *earning) any { return int32(earningID(i)) }},
		{"user_id", func(_ int, e *earning) any { return e.earner }},
		{"referral_id", func(_ int, e *earning) any { return e.referral }},
		{"amount_kopeks", func(_ int, e *earning) any { return e.amount }},
		{"reason", func(_ int, e *earning) any { return earningReasons[e.reason] }},
		{"campaign_id", func(_ int, e *earning) any { return orNull(e.campaign) }},
		{"created_at", func(_ int, e *earning) any { return at(e.at) }},
	}
}

// orNull is the column of a number that is NULL when there is none.
func orNull(number uint8) any {
	if number == 0 {
		return nil
	}
	return int32(number)
}

func withdrawalFields() []field[withdrawal] {
	by := func(w *withdrawal) any {
		if w.processed == 0 || w.status == payCancelled {
			return nil
		}
		return int32(1)
	}
	return []field[withdrawal]{
		{"id", func(i int, _ *withdrawal) any { return int32(i + 1) }},
		{"user_id", func(_ int, w *withdrawal) any { return w.user }},
		{"amount_kopeks", func(_ int, w *withdrawal) any { return w.amount }},
		{"status", func(_ int, w *withdrawal) any { return withdrawalStatuses[w.status] }},
		{"payment_details", func(i int, _ *withdrawal) any {
			return fmt.Sprintf("Карта 2200 7000 %04d %04d, secret-details", i%10000, i*37%10000)
		}},
		{"risk_score", func(_ int, w *withdrawal) any { return int32(w.risk) }},
		{"risk_analysis", func(_ int, w *withdrawal) any {
			return fmt.Sprintf(`{"score": %d, "flags": ["few_referrals"]}`, w.risk)
		}},
		{"processed_by", func(_ int, w *withdrawal) any { return by(w) }},
		{"processed_at", func(_ int, w *withdrawal) any { return at(w.processed) }},
		{"admin_comment", func(_ int, w *withdrawal) any {
			if w.status != payRejected {
				return nil
			}
			return "Подозрительные рефералы"
		}},
		{"created_at", func(_ int, w *withdrawal) any { return at(w.at) }},
		{"updated_at", func(_ int, w *withdrawal) any { return at(max(w.at, w.processed)) }},
	}
}

func applicationFields() []field[application] {
	when := func(a *application, value any) any {
		if a.status == partnerPending {
			return nil
		}
		return value
	}
	return []field[application]{
		{"id", func(i int, _ *application) any { return int32(i + 1) }},
		{"user_id", func(_ int, a *application) any { return a.user }},
		{"company_name", func(i int, _ *application) any {
			return [...]any{"ООО «Ромашка»", nil, "Mike & Sons", "ИП Иванова <VPN>"}[i%4]
		}},
		{"website_url", func(i int, a *application) any {
			if i%3 == 0 {
				return nil
			}
			return fmt.Sprintf("https://partner%d.example.org/?a=1&b=2", a.user)
		}},
		{"telegram_channel", func(_ int, a *application) any { return fmt.Sprintf("@channel_%d", a.user) }},
		{"description", func(int, *application) any {
			return "Веду канал о приватности, 12 000 читателей"
		}},
		{"expected_monthly_referrals", func(i int, _ *application) any { return int32(20 * (i%7 + 1)) }},
		{"desired_commission_percent", func(i int, _ *application) any { return int32(30 + i%3*10) }},
		{"status", func(_ int, a *application) any { return partnerStatuses[a.status] }},
		{"admin_comment", func(_ int, a *application) any {
			if a.status != partnerRejected {
				return nil
			}
			return "Нет аудитории"
		}},
		{"approved_commission_percent", func(_ int, a *application) any {
			if a.status != partnerApproved {
				return nil
			}
			return int32(30)
		}},
		{"processed_by", func(_ int, a *application) any { return when(a, int32(1)) }},
		{"processed_at", func(_ int, a *application) any { return at(a.processed) }},
		{"created_at", func(_ int, a *application) any { return at(a.at) }},
		{"updated_at", func(_ int, a *application) any { return at(max(a.at, a.processed)) }},
	}
}
