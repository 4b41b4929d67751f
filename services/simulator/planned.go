package simulator

// Planned rows are kept small: a shop of a million customers and five million payments is planned in memory, so that ids
// follow time, and written out as a stream. Instants are microseconds of Unix time.
type (
	customer struct {
		registered, seen int64
		balance          int32
		referrer         int32 // id, 0 none
		earned           int32 // from referrals
		status           uint8 // index of userStatuses
		auth             uint8 // index of authTypes
		partner          uint8 // index of partnerStatuses
		campaign         uint8 // number of the campaign, 0 none
		group            uint8 // promo group
		codes            uint8 // promo codes used
		discount         uint8 // percent off the next purchase, from an offer
		everPaid         bool  // bought from the wallet
		toppedUp         bool
		spent            bool // has what makes a live subscription paid
		autoGroup        bool
	}
	subscription struct {
		created, start, end int64
		key                 int32 // order of planning
		user                int32
		extraTraffic        int16 // GB of live packages
		extraDevices        uint8
		status              uint8 // index of subStatuses
		tariff              int8  // 0 none
		trial, limited      bool
		wasTrial            bool
	}
	payment struct {
		at      int64 // booking
		prev    int64 // end of the subscription before it; 0 unknown
		user    int32
		amount  int32 // as stored, with the sign of its time
		lag     int32 // seconds the invoice is older; noCompletion: completed_at stays NULL
		ref     int32 // period in days, GB, devices, key of the guest order, promo code
		sub     int32 // key of the subscription + 1; 0 none
		kind    uint8
		gateway int8
		what    uint8 // what was bought, and the marks noted and converted
		tariff  int8
	}
	guest struct {
		created, paid, delivered int64 // 0 NULL
		key, user, buyer         int32
		amount                   int32
		period                   int16
		method                   int8 // index of guestMethods; balanceMethod
		status                   uint8
		tariff                   int8
		landing, campaign        uint8 // 0 none
		gift, cabinet            bool
	}
	spin struct {
		at     int64
		user   int32
		kopeks int32
		code   int32 // promo code won, its place + 1
		kind   uint8 // spinStars, spinWallet, spinDays
		prize  uint8 // index of spinPrizes
	}
)

const (
	noCompletion  = -1
	balanceMethod = -1
)

var spinPrizes = [...]string{"nothing", "balance_bonus", "subscription_days", "promocode"}

const (
	spinStars = iota
	spinWallet
	spinDays
)

// Columns of enum type, by index. The last subscription status is none the bot knows.
var (
	userStatuses  = [...]string{"active", "blocked", "deleted"}
	authTypes     = [...]string{"telegram", "email", "google", "yandex", "vk"}
	subStatuses   = [...]string{"active", "expired", "disabled", "limited", "pending", "trial", "frozen_by_partner"}
	guestStatuses = [...]string{"pending", "paid", "delivered", "pending_activation", "failed", "expired"}
)

const (
	subActive = iota
	subExpired
	subDisabled
	subLimited
	subPending
	subTrial
	subUnknown
)

const (
	guestPending = iota
	guestPaid
	guestDelivered
	guestActivation
	guestFailed
	guestExpired
)
