package ask

import (
	"time"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// CustomerSelect are the columns of CustomerColumns, of sales.customers named c.
const CustomerSelect = `c.id AS c_id, c.telegram_id AS c_telegram_id, c.username AS c_username, c.first_name AS c_first_name, c.last_name AS c_last_name,
	c.email AS c_email, c.status AS c_status, c.auth_type AS c_auth_type, c.language AS c_language, c.balance_kopeks AS c_balance_kopeks,
	c.created_at AS c_created_at, c.gone_at AS c_gone_at, c.referral_code AS c_referral_code, c.referred_by_id AS c_referred_by_id,
	c.remnawave_id AS c_remnawave_id`

// CustomerOf joins the customer with this id as c, by one look into the index for each row, in the order that the rows have. A plain join lets the
// planner go through all customers, and sort again, for one page.
func CustomerOf(id string) string {
	return ` LEFT JOIN LATERAL (SELECT ` + CustomerFields + ` FROM sales.customers c WHERE c.id = ` + id + ` OFFSET 0) c ON true`
}

// CustomerFields are the columns of sales.customers, named c, that CustomerSelect takes.
const CustomerFields = `c.id, c.telegram_id, c.username, c.first_name, c.last_name, c.email, c.status, c.auth_type, c.language, c.balance_kopeks,
	c.created_at, c.gone_at, c.referral_code, c.referred_by_id, c.remnawave_id`

// CustomerColumns are all NULL while the customer's row has not arrived.
type CustomerColumns struct {
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

// Customer is nil while the row has not arrived.
func (c CustomerColumns) Customer() *salesv1.Customer {
	if c.CustomerRow == nil {
		return nil
	}
	return &salesv1.Customer{
		Id: *c.CustomerRow, TelegramId: c.TelegramID, Username: c.Username, FirstName: c.FirstName, LastName: c.LastName, Email: c.Email,
		Status: Value(c.CustomerState), AuthType: Value(c.AuthType), Language: Value(c.Language), BalanceKopeks: Value(c.BalanceKopeks),
		CreatedAt: Stamp(c.Registered), GoneAt: Stamp(c.CustomerGone),
		ReferralCode: c.ReferralCode, ReferredById: c.ReferredByID, RemnawaveId: c.RemnawaveID,
	}
}
