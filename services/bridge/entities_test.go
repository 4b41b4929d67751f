package bridge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/services/simulator"
)

// Rows of the tables of promotions, referrals, campaigns and history as bot 4.1.0 stores them.
var promotionRows = []string{
	`INSERT INTO promo_groups (id, name, priority, server_discount_percent, traffic_discount_percent, device_discount_percent, period_discounts,
		auto_assign_total_spent_kopeks, apply_discounts_to_addons, is_default, created_at) VALUES (3, 'VIP', 5, 10, 20, 0, '{"30": 5, "many": 7}', 500000, true, false, '2026-01-02T03:04:05Z')`,
	`INSERT INTO promocodes (id, code, type, balance_bonus_kopeks, subscription_days, traffic_gb, max_uses, current_uses, valid_until, is_active, first_purchase_only, promo_group_id, created_by, created_at) VALUES
		(1, 'ПОДАРОК', 'balance', 10000, 0, 0, 999999, 2, NULL, true, false, NULL, 1, '2026-01-02T03:04:05Z'),
		(2, 'MINUS20', 'discount', 20, 48, 0, 5, 5, '2026-02-01T00:00:00Z', false, true, 3, NULL, '2026-01-02T03:04:05Z')`,
	`INSERT INTO promocode_uses (id, promocode_id, user_id, used_at) VALUES (7, 1, 1, now())`,
	`INSERT INTO discount_offers (id, user_id, notification_type, discount_percent, bonus_amount_kopeks, expires_at, is_active, effect_type, extra_data, created_at)
		VALUES (4, 1, 'expired_discount_wave2', 15, 0, '2026-03-01T00:00:00Z', true, 'percent_discount', '{}', '2026-01-02T03:04:05Z')`,
	`INSERT INTO coupon_batches (id, name, period_days, coupons_total, wholesale_price_kopeks, max_per_user, is_revoked, created_at)
		VALUES (2, 'Опт', 30, 10, 9900, 0, false, '2026-01-02T03:04:05Z')`,
	`INSERT INTO coupons (id, batch_id, token, status, redeemed_by, redeemed_at, created_at) VALUES (9, 2, 'secret-coupon-token', 'redeemed', 1, '2026-01-03T00:00:00Z', '2026-01-02T03:04:05Z')`,
	`INSERT INTO referral_earnings (id, user_id, referral_id, amount_kopeks, reason, created_at) VALUES
		(5, 1, 2, 0, 'referral_registration_pending', now()), (6, 1, 2, 2500, 'referral_first_topup', now())`,
	`INSERT INTO withdrawal_requests (id, user_id, amount_kopeks, status, payment_details, risk_score, risk_analysis, admin_comment, created_at)
		VALUES (8, 1, 150000, 'pending', 'secret-card-4111', 35, 'secret-analysis', 'secret-comment', now())`,
	`INSERT INTO partner_applications (id, user_id, company_name, telegram_channel, description, expected_monthly_referrals, desired_commission_percent, status, admin_comment, created_at)
		VALUES (3, 1, 'ООО «Ромашка»', '@romashka', 'secret-description', 100, 30, 'pending', 'secret-comment', '2026-01-02T03:04:05Z')`,
	`INSERT INTO advertising_campaigns (id, name, start_parameter, bonus_type, balance_bonus_kopeks, is_active, partner_user_id, created_at)
		VALUES (1, 'Блогер', 'blog1', 'balance', 5000, true, 2, '2026-01-02T03:04:05Z')`,
	`INSERT INTO advertising_campaign_registrations (id, campaign_id, user_id, bonus_type, balance_bonus_kopeks, created_at) VALUES (11, 1, 2, 'balance', 5000, '2026-01-03T00:00:00Z')`,
	`INSERT INTO landing_pages (id, slug, is_active, title, features, allowed_tariff_ids, allowed_periods, payment_methods, gift_enabled, display_order, sticky_pay_button,
		analytics_view_enabled, analytics_click_enabled, created_at) VALUES (1, 'promo', true, '{"ru": "Акция", "en": "Sale"}', '[]', '[]', '{}', '[]', true, 0, false, false, false, '2026-01-02T03:04:05Z')`,
	`INSERT INTO subscription_events (id, event_type, user_id, subscription_id, transaction_id, amount_kopeks, message, occurred_at, extra, created_at) VALUES
		(1, 'purchase', 1, NULL, NULL, 19900, 'secret-message', '2026-01-02T03:04:05Z', '{"period_days": 30, "was_trial_conversion": true, "payment_method": "Баланс"}', now()),
		(2, 'renewal', 1, NULL, NULL, 19900, NULL, '2026-01-03T03:04:05Z', '{"extended_days": 30, "previous_end_date": "2026-01-05T10:00:00+00:00", "new_end_date": "2026-02-04 10:00:00.5"}', now()),
		(3, 'renewal', 1, NULL, NULL, NULL, NULL, '2026-01-03T03:04:05Z', '{"extended_days": "many", "new_end_date": "soon"}', now())`,
	`INSERT INTO subscription_conversions (id, user_id, converted_at, trial_duration_days, payment_method, first_payment_amount_kopeks, first_paid_period_days)
		VALUES (1, 1, '2026-01-02T03:04:05Z', 3, 'balance', 19900, 30)`,
	`INSERT INTO server_squads (id, squad_uuid, display_name, country_code, is_available, is_trial_eligible, price_kopeks)
		VALUES (1, '11111111-2222-3333-4444-555555555555', 'Нидерланды', 'NL', true, false, 0)`,
}

const promotionsWanted = `
promo_group 3            {"id":"3","name":"VIP","priority":"5","server_discount_percent":"10","traffic_discount_percent":"20","period_discounts_percent":{"30":"5"},"auto_assign_from_kopeks":"500000","created_at":"2026-01-02T03:04:05Z"}
promo_code 1             {"id":"1","code":"ПОДАРОК","type":"balance","balance_bonus_kopeks":"10000","current_uses":"2","is_active":true,"created_by_id":"1","created_at":"2026-01-02T03:04:05Z"}
promo_code 2             {"id":"2","code":"MINUS20","type":"discount","discount_percent":"20","discount_hours":"48","max_uses":"5","current_uses":"5","valid_until":"2026-02-01T00:00:00Z","first_purchase_only":true,"promo_group_id":"3","created_at":"2026-01-02T03:04:05Z"}
discount_offer 4         {"id":"4","customer_id":"1","notification_type":"expired_discount_wave2","discount_percent":"15","effect_type":"percent_discount","is_active":true,"expires_at":"2026-03-01T00:00:00Z","created_at":"2026-01-02T03:04:05Z"}
coupon_batch 2           {"id":"2","name":"Опт","period_days":"30","coupons_total":"10","wholesale_price_kopeks":"9900","created_at":"2026-01-02T03:04:05Z"}
coupon 9                 {"id":"9","coupon_batch_id":"2","status":"redeemed","redeemed_by_id":"1","redeemed_at":"2026-01-03T00:00:00Z","created_at":"2026-01-02T03:04:05Z"}
partner_application 3    {"id":"3","customer_id":"1","company_name":"ООО «Ромашка»","telegram_channel":"@romashka","expected_monthly_referrals":"100","desired_commission_percent":"30","status":"pending","created_at":"2026-01-02T03:04:05Z"}
campaign 1               {"id":"1","name":"Блогер","start_parameter":"blog1","bonus_type":"balance","balance_bonus_kopeks":"5000","is_active":true,"partner_id":"2","created_at":"2026-01-02T03:04:05Z"}
campaign_registration 11 {"id":"11","campaign_id":"1","customer_id":"2","bonus_type":"balance","balance_bonus_kopeks":"5000","created_at":"2026-01-03T00:00:00Z"}
landing_page 1           {"id":"1","slug":"promo","title":{"ru":"Акция","en":"Sale"},"is_active":true,"gift_enabled":true,"created_at":"2026-01-02T03:04:05Z"}
subscription_event 1     {"id":"1","type":"purchase","customer_id":"1","amount_kopeks":"19900","occurred_at":"2026-01-02T03:04:05Z","period_days":"30","was_trial_conversion":true}
subscription_event 2     {"id":"2","type":"renewal","customer_id":"1","amount_kopeks":"19900","occurred_at":"2026-01-03T03:04:05Z","extended_days":"30","previous_ends_at":"2026-01-05T10:00:00Z","new_ends_at":"2026-02-04T10:00:00.500Z"}
subscription_event 3     {"id":"3","type":"renewal","customer_id":"1","occurred_at":"2026-01-03T03:04:05Z"}
subscription_conversion 1 {"id":"1","customer_id":"1","converted_at":"2026-01-02T03:04:05Z","trial_days":"3","first_payment_kopeks":"19900","first_paid_period_days":"30"}
server 1                 {"id":"1","squad_uuid":"11111111-2222-3333-4444-555555555555","name":"Нидерланды","country_code":"NL","is_available":true}
`

func TestPromotionsReferralsAndCampaigns(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.user(2)
	r.start()
	r.following()
	for _, insert := range promotionRows {
		r.exec(insert)
	}
	r.told("bedolaga:promo_code_use:7:activated")
	r.told("bedolaga:referral_earning:6:rewarded")
	r.told("bedolaga:withdrawal_request:8:requested")

	rows := wantedRows(t, promotionsWanted)
	r.eventually("every row is published", func() bool {
		w := r.world()
		for _, row := range rows {
			if w.rows[row.entity][row.key] == nil {
				return false
			}
		}
		return true
	})
	w := r.world()
	for _, row := range rows {
		got, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(w.rows[row.entity][row.key])
		require.NoError(t, err)
		require.JSONEq(t, row.json, string(got), "%s %d", row.entity, row.key)
		require.NotContains(t, string(got), "secret")
	}
	count, _ := r.events()
	require.Zero(t, count["bedolaga:referral_earning:5:rewarded"], "a registration earns nothing yet")
	request, err := proto.Marshal(w.rows["withdrawal_request"][8])
	require.NoError(t, err)
	require.NotContains(t, string(request), "secret")

	// A returning customer's history is wiped; the pending row goes at the first top-up; a package ends by deletion.
	r.exec(`DELETE FROM promocode_uses`)
	r.exec(`DELETE FROM referral_earnings WHERE amount_kopeks = 0`)
	r.eventually("they stay ours, marked", func() bool {
		w := r.world()
		return w.gone["promo_code_use"][7] && w.gone["referral_earning"][5] && !w.gone["referral_earning"][6]
	})
}

type wantedRow struct {
	entity string
	key    int64
	json   string
}

// wantedRows reads the table above: entity, key and message of each line.
func wantedRows(t *testing.T, table string) []wantedRow {
	t.Helper()
	var rows []wantedRow
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		at := strings.Index(line, "{")
		row := wantedRow{json: line[at:]}
		_, err := fmt.Sscan(line[:at], &row.entity, &row.key)
		require.NoError(t, err, line)
		rows = append(rows, row)
	}
	return rows
}
