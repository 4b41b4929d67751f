package simulator

// entryFields fills the business log; of tells what the i-th row is about.
func entryFields[T any](of func(*T) logEntry) []field[T] {
	var now logEntry
	var seen *T
	get := func(value func(*logEntry) any) func(int, *T) any {
		return func(_ int, row *T) any {
			if row != seen {
				now, seen = of(row), row
			}
			return value(&now)
		}
	}
	return []field[T]{
		{"id", func(i int, _ *T) any { return int32(i + 1) }},
		{"event_type", get(func(e *logEntry) any { return e.kind })},
		{"user_id", get(func(e *logEntry) any { return e.user })},
		{"subscription_id", get(func(e *logEntry) any { return e.subscription })},
		{"transaction_id", get(func(e *logEntry) any { return e.transaction })},
		{"amount_kopeks", get(func(e *logEntry) any { return e.kopeks })},
		{"currency", get(func(e *logEntry) any {
			if e.kopeks == nil {
				return nil
			}
			return "RUB"
		})},
		{"message", get(func(e *logEntry) any { return e.message })},
		{"occurred_at", get(func(e *logEntry) any { return at(e.at) })},
		{"extra", get(func(e *logEntry) any { return e.extra })},
		{"created_at", get(func(e *logEntry) any { return at(e.at) })},
	}
}

func conversionFields() []field[conversion] {
	return []field[conversion]{
		{"id", func(i int, _ *conversion) any { return int32(i + 1) }},
		{"user_id", func(_ int, c *conversion) any { return c.user }},
		{"converted_at", func(_ int, c *conversion) any { return at(c.at) }},
		{"trial_duration_days", func(int, *conversion) any { return int32(3) }},
		{"payment_method", func(int, *conversion) any { return "balance" }},
		{"first_payment_amount_kopeks", func(_ int, c *conversion) any { return c.kopeks }},
		{"first_paid_period_days", func(_ int, c *conversion) any { return int32(c.days) }},
		{"created_at", func(_ int, c *conversion) any { return at(c.at) }},
	}
}

func packageFields(p *plan) []field[trafficPackage] {
	return []field[trafficPackage]{
		{"id", func(i int, _ *trafficPackage) any { return int32(i*3 + 1) }}, // the expired ones are gone
		{"subscription_id", func(_ int, t *trafficPackage) any { return p.subscriptionID(t.sub) }},
		{"traffic_gb", func(_ int, t *trafficPackage) any { return int32(t.gb) }},
		{"expires_at", func(_ int, t *trafficPackage) any { return at(t.at + 30*day) }},
		{"created_at", func(_ int, t *trafficPackage) any { return at(t.at) }},
	}
}

// squad is a server as customers see it.
type squad struct {
	name, country string
	free          bool
}

func squads() []squad {
	return []squad{{"🇳🇱 Амстердам", "NL", true}, {"🇩🇪 Frankfurt", "DE", true}, {"🇫🇮 Хельсинки", "FI", false}, {"🇺🇸 New York <fast>", "US", false}, {"🇰🇿 Алматы", "KZ", false}}
}

func squadFields(p *plan) []field[squad] {
	made := func(int, *squad) any { return at(p.begin) }
	return []field[squad]{
		{"id", func(i int, _ *squad) any { return int32(i + 1) }},
		{"squad_uuid", func(i int, _ *squad) any { return uuid(1, i) }},
		{"display_name", func(_ int, s *squad) any { return s.name }},
		{"original_name", func(_ int, s *squad) any { return "squad-" + s.country }},
		{"country_code", func(_ int, s *squad) any { return s.country }},
		{"is_available", func(i int, _ *squad) any { return i < 4 }},
		{"is_trial_eligible", func(_ int, s *squad) any { return s.free }},
		{"price_kopeks", func(i int, _ *squad) any { return int32(i * 1000) }},
		{"sort_order", func(i int, _ *squad) any { return int32(i) }},
		{"current_users", func(i int, _ *squad) any { return int32(len(p.subscriptions) / 5) }},
		{"created_at", made}, {"updated_at", made},
	}
}
