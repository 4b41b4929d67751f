package payout

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var asked = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// sound is a request that nothing speaks against.
func sound() Facts {
	return Facts{AmountKopeks: 500_00, AskedAt: asked, RegisteredAt: asked.AddDate(-1, 0, 0), EarnedKopeks: 1000_00, TakenKopeks: 300_00, TopKopeks: 200_00,
		TopCustomer: 7, Invited: 40, Paid: 12, BusiestHour: 3}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(f *Facts)
		want   string
	}{
		"sound":                     {func(*Facts) {}, "low"},
		"all that is left":          {func(f *Facts) { f.AmountKopeks = 700_00 }, "low"},
		"a kopek more":              {func(f *Facts) { f.AmountKopeks = 700_01 }, "high: exceeds_earned high amount_kopeks=70001 earned_kopeks=100000 taken_kopeks=30000"},
		"own inviter":               {func(f *Facts) { f.SelfReferred = true }, "high: self_referral high self_kopeks=0"},
		"earned for themselves":     {func(f *Facts) { f.SelfKopeks = 5 }, "high: self_referral high self_kopeks=5"},
		"loop":                      {func(f *Facts) { f.Looped = true }, "medium: referral_loop medium"},
		"nobody paid":               {func(f *Facts) { f.Paid, f.Invited = 0, 5 }, "high: earned_without_payments high earned_kopeks=100000 invited=5"},
		"nobody is left":            {func(f *Facts) { f.Paid, f.Invited = 0, 0 }, "high: earned_without_payments high earned_kopeks=100000 invited=0"},
		"one payer":                 {func(f *Facts) { f.TopKopeks = 800_00 }, "medium: one_payer medium customer_id=7 top_kopeks=80000 earned_kopeks=100000"},
		"not quite one payer":       {func(f *Facts) { f.TopKopeks = 799_99 }, "low"},
		"the first payer":           {func(f *Facts) { f.TopKopeks, f.Invited, f.Paid = 1000_00, 2, 1 }, "low: one_payer low customer_id=7 top_kopeks=100000 earned_kopeks=100000"},
		"few of many paid":          {func(f *Facts) { f.Invited, f.Paid = 41, 2 }, "medium: few_paid medium paid=2 invited=41"},
		"one in twenty":             {func(f *Facts) { f.Paid = 2 }, "low"},
		"few of few paid":           {func(f *Facts) { f.Invited, f.Paid = 19, 1 }, "low"},
		"burst":                     {func(f *Facts) { f.BusiestHour = 20 }, "medium: registered_in_a_burst medium busiest_hour=20 invited=40"},
		"a busy hour of many":       {func(f *Facts) { f.BusiestHour = 19 }, "low"},
		"a small burst":             {func(f *Facts) { f.BusiestHour, f.Invited = 9, 9 }, "low"},
		"refunds":                   {func(f *Facts) { f.RefundedOnce, f.RefundedKopeks = 3, 90_00 }, "high: paid_once_and_refunded high refunded=3 paid=12 refunded_kopeks=9000"},
		"a refund of few":           {func(f *Facts) { f.RefundedOnce, f.RefundedKopeks, f.Paid = 1, 30_00, 5 }, "medium: paid_once_and_refunded medium refunded=1 paid=5 refunded_kopeks=3000"},
		"a refund of many":          {func(f *Facts) { f.RefundedOnce = 2 }, "low"},
		"destroyed":                 {func(f *Facts) { f.DestroyedRows, f.DestroyedKopeks = 2, 40_00 }, "medium: destroyed_earnings medium rows=2 destroyed_kopeks=4000"},
		"young":                     {func(f *Facts) { f.RegisteredAt = asked.AddDate(0, 0, -13) }, "low: young_requester low age_days=13"},
		"very young":                {func(f *Facts) { f.RegisteredAt = asked.Add(-71 * time.Hour) }, "medium: young_requester medium age_days=2"},
		"two weeks":                 {func(f *Facts) { f.RegisteredAt = asked.AddDate(0, 0, -14) }, "low"},
		"age unknown":               {func(f *Facts) { f.RegisteredAt = time.Time{} }, "low"},
		"earned before":             {func(f *Facts) { f.FreshKopeks = 200_00 }, "low"},
		"earned lately":             {func(f *Facts) { f.FreshKopeks = 200_01 }, "low: fresh_earnings low fresh_kopeks=20001 earned_kopeks=100000 hold_days=14"},
		"two low ones":              {func(f *Facts) { f.FreshKopeks, f.RegisteredAt = 900_00, asked.AddDate(0, 0, -10) }, "medium: young_requester low age_days=10, fresh_earnings low fresh_kopeks=90000 earned_kopeks=100000 hold_days=14"},
		"three medium ones":         {func(f *Facts) { f.Looped, f.BusiestHour, f.DestroyedRows = true, 30, 1 }, "high: referral_loop medium, registered_in_a_burst medium busiest_hour=30 invited=40, destroyed_earnings medium rows=1 destroyed_kopeks=0"},
		"the gravest comes first":   {func(f *Facts) { f.FreshKopeks, f.Looped, f.SelfReferred = 900_00, true, true }, "high: self_referral high self_kopeks=0, referral_loop medium, fresh_earnings low fresh_kopeks=90000 earned_kopeks=100000 hold_days=14"},
		"nothing earned, asked for": {func(f *Facts) { *f = Facts{AmountKopeks: 1, AskedAt: asked} }, "high: exceeds_earned high amount_kopeks=1 earned_kopeks=0 taken_kopeks=0"},
	} {
		f := sound()
		c.change(&f)
		risk, reasons := Judge(f)
		require.Equal(t, c.want, inWords(risk, reasons), name)
	}
}

func inWords(risk Severity, reasons []Reason) string {
	var parts []string
	for _, r := range reasons {
		part := r.Code + " " + r.Severity.String()
		for _, e := range r.Evidence {
			part += fmt.Sprintf(" %s=%d", e.Name, e.Value)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return risk.String()
	}
	return risk.String() + ": " + strings.Join(parts, ", ")
}

// The risk is never below that of the gravest reason, nor more than one step above.
func TestRiskFollowsTheReasons(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 100)
		f := Facts{AmountKopeks: amount.Draw(t, "amount"), AskedAt: asked, RegisteredAt: asked.Add(-time.Duration(rapid.IntRange(0, 40).Draw(t, "days")) * 24 * time.Hour),
			EarnedKopeks: amount.Draw(t, "earned"), TakenKopeks: amount.Draw(t, "taken"), FreshKopeks: amount.Draw(t, "fresh"), TopKopeks: amount.Draw(t, "top"),
			DestroyedRows: rapid.Int64Range(0, 1).Draw(t, "destroyed"), Looped: rapid.Bool().Draw(t, "looped"), Invited: amount.Draw(t, "invited"),
			Paid: amount.Draw(t, "paid"), RefundedOnce: rapid.Int64Range(0, 5).Draw(t, "refunded"), BusiestHour: amount.Draw(t, "busiest")}
		risk, reasons := Judge(f)
		gravest := Low
		if len(reasons) > 0 {
			gravest = reasons[0].Severity
		}
		require.GreaterOrEqual(t, risk, gravest)
		require.LessOrEqual(t, risk, gravest+1)
	})
}
