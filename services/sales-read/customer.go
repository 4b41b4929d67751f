package salesread

import (
	"time"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const countLimit = `10001`

const customerSelect = `c.id AS c_id, c.telegram_id AS c_telegram_id, c.username AS c_username, c.first_name AS c_first_name, c.last_name AS c_last_name,
	c.email AS c_email, c.status AS c_status, c.auth_type AS c_auth_type, c.language AS c_language, c.balance_kopeks AS c_balance_kopeks,
	c.created_at AS c_created_at, c.gone_at AS c_gone_at, c.referral_code AS c_referral_code, c.referred_by_id AS c_referred_by_id,
	c.remnawave_id AS c_remnawave_id`

// customerColumns are all NULL while the customer's row has not arrived.
type customerColumns struct {
	CustomerRow   *int64     `db:"c_id"`
	TelegramID    *int64     `db:"c_telegram_id"`
	Username      *string    `db:"c_username"`
	FirstName     *string    `db:"c_first_name"`
	LastName      *string    `db:"c_last_name"`
	Email         *string    `db:"c_email"`
	CustomerState *string    `db:"c_status"`
	AuthType      *string    `db:"c_auth_type"`
	Language      *string    `db:"c_language"`
	BalanceKopeks *int64     `db:"c_balance_kopeks"`
	Registered    *time.Time `db:"c_created_at"`
	CustomerGone  *time.Time `db:"c_gone_at"`
	ReferralCode  *string    `db:"c_referral_code"`
	ReferredByID  *int64     `db:"c_referred_by_id"`
	RemnawaveID   *int64     `db:"c_remnawave_id"`
}

func (c customerColumns) customer() *salesv1.Customer {
	if c.CustomerRow == nil {
		return nil
	}
	return &salesv1.Customer{
		Id: *c.CustomerRow, TelegramId: c.TelegramID, Username: c.Username, FirstName: c.FirstName, LastName: c.LastName, Email: c.Email,
		Status: value(c.CustomerState), AuthType: value(c.AuthType), Language: value(c.Language), BalanceKopeks: value(c.BalanceKopeks),
		CreatedAt: stamp(c.Registered), GoneAt: stamp(c.CustomerGone),
		ReferralCode: c.ReferralCode, ReferredById: c.ReferredByID, RemnawaveId: c.RemnawaveID,
	}
}

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
