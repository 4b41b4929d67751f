// Package ledger reads the bot's money columns: which way a row moves money, and whether a payment gateway was involved.
// Facts: the bot stores signs that changed over its releases, so only type and method tell the direction.
package ledger

import (
	"slices"
	"strings"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// Gateways known so far, as the bot writes them. A method not listed, not manual and not balance is a gateway too: the bot adds gateways.
var known = []string{
	"telegram_stars", "tribute", "yookassa", "cryptobot", "heleket", "mulenpay", "pal24", "wata", "platega", "cloudpayments", "freekassa", "kassa_ai",
	"riopay", "severpay", "apple_iap", "paypear", "rollypay", "overpay", "aurapay", "etoplatezhi", "antilopay", "jupiter", "cispay", "donut", "lava",
}

// Gateway returns the gateway of a stored payment method without its sub-option (yookassa_sbp is yookassa, platega_2 is platega), and false
// for manual, balance and no method.
func Gateway(method string) (string, bool) {
	method = strings.ToLower(strings.TrimSpace(method))
	if method == "" || method == "manual" || method == "balance" {
		return "", false
	}
	if slices.Contains(known, method) {
		return method, true
	}
	if at := strings.LastIndexByte(method, '_'); at > 0 {
		base := method[:at]
		if base == "manual" || base == "balance" {
			return "", false
		}
		if slices.Contains(known, base) {
			return base, true
		}
	}
	return method, true
}

// Direction of a ledger row from the customer's wallet and till: by kind, for refunds by gateway. Kinds newer than us follow the stored sign.
func Direction(kind string, gateway bool, stored int64) bedolagav1.Direction {
	switch kind {
	case "deposit", "referral_reward", "poll_reward":
		return bedolagav1.Direction_DIRECTION_IN
	case "subscription_payment", "gift_payment", "withdrawal":
		return bedolagav1.Direction_DIRECTION_OUT
	case "refund":
		if gateway { // the gateway took its money back
			return bedolagav1.Direction_DIRECTION_OUT
		}
		return bedolagav1.Direction_DIRECTION_IN // a failed purchase was credited back
	case "failed_refund":
		return bedolagav1.Direction_DIRECTION_IN
	}
	if stored < 0 {
		return bedolagav1.Direction_DIRECTION_OUT
	}
	return bedolagav1.Direction_DIRECTION_IN
}

// Abs is the absolute amount; the smallest int64 has none and becomes the largest.
func Abs(kopeks int64) int64 {
	if kopeks >= 0 {
		return kopeks
	}
	if -kopeks < 0 {
		return 1<<63 - 1
	}
	return -kopeks
}
