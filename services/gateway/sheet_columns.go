package gateway

import (
	"slices"
	"strconv"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// who names the customer of a row; all empty while the customer's row has not arrived.
func who[R interface{ GetCustomer() *salesv1.Customer }]() []column[R] {
	return []column[R]{
		id("telegram_id", func(r R) *int64 {
			if c := r.GetCustomer(); c != nil {
				return c.TelegramId
			}
			return nil
		}),
		words("username", func(r R) string { return r.GetCustomer().GetUsername() }),
		words("first_name", func(r R) string { return r.GetCustomer().GetFirstName() }),
		words("last_name", func(r R) string { return r.GetCustomer().GetLastName() }),
		words("email", func(r R) string { return r.GetCustomer().GetEmail() }),
	}
}

func subscriptionColumns() []column[*salesv1.Subscription] {
	type row = *salesv1.Subscription
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), whole("customer_id", row.GetCustomerId)},
		who[row](),
		[]column[row]{words("state", row.GetState), words("status", row.GetStatus), flag("is_trial", row.GetIsTrial),
			id("tariff_id", func(r row) *int64 { return r.TariffId }), words("tariff_name", row.GetTariffName),
			at("starts_at", row.GetStartsAt), at("ends_at", row.GetEndsAt), whole("traffic_limit_gb", row.GetTrafficLimitGb),
			{"traffic_used_gb", func(r row, style csvStyle) string {
				return style.decimal(strconv.FormatFloat(r.GetTrafficUsedGb(), 'f', -1, 64))
			}},
			whole("device_limit", row.GetDeviceLimit), flag("autopay_enabled", row.GetAutopayEnabled), at("created_at", row.GetCreatedAt), at("gone_at", row.GetGoneAt)},
	)
}

func customerColumns() []column[*salesv1.Customer] {
	type row = *salesv1.Customer
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), id("telegram_id", func(r row) *int64 { return r.TelegramId }), words("username", row.GetUsername),
			words("first_name", row.GetFirstName), words("last_name", row.GetLastName), words("email", row.GetEmail), words("status", row.GetStatus),
			words("auth_type", row.GetAuthType), words("language", row.GetLanguage)},
		money("balance", row.GetBalanceKopeks),
		[]column[row]{words("referral_code", row.GetReferralCode), id("referred_by_id", func(r row) *int64 { return r.ReferredById }),
			id("remnawave_id", func(r row) *int64 { return r.RemnawaveId }), flag("has_paid", row.GetHasPaid),
			whole("subscriptions", func(r row) int64 { return int64(r.GetSubscriptions()) }),
			whole("live_subscriptions", func(r row) int64 { return int64(r.GetLiveSubscriptions()) }),
			at("created_at", row.GetCreatedAt), at("gone_at", row.GetGoneAt)},
	)
}

func reconciliationColumns() []column[*salesv1.ReconciliationRow] {
	type row = *salesv1.ReconciliationRow
	return slices.Concat(
		[]column[row]{words("source", row.GetSource), whole("id", row.GetId), words("cause", row.GetCause)},
		money("ours", row.GetOursKopeks), money("theirs", row.GetTheirsKopeks), money("difference", row.GetDifferenceKopeks),
		[]column[row]{words("kind", row.GetKind), words("payment_method", row.GetPaymentMethod), at("booked_at", row.GetBookedAt), at("created_at", row.GetCreatedAt),
			id("delivery_id", func(r row) *int64 { return r.DeliveryId }), at("gone_at", row.GetGoneAt), words("description", row.GetDescription),
			whole("customer_id", row.GetCustomerId)},
		who[row](),
	)
}

func balanceColumns() []column[*salesv1.BalanceDifference] {
	type row = *salesv1.BalanceDifference
	return slices.Concat(
		[]column[row]{words("day", row.GetDay), words("since_day", row.GetSinceDay), whole("customer_id", row.GetCustomerId)},
		who[row](),
		money("opening", row.GetOpeningKopeks), money("postings", row.GetPostingsKopeks), money("closing", row.GetClosingKopeks), money("difference", row.GetDifferenceKopeks),
		[]column[row]{flag("wiped", row.GetWiped)},
	)
}
