package salesread

// Entities that kinds of answers are made of.
var (
	transactionEntities  = []string{"transaction", "customer"}
	subscriptionEntities = []string{"subscription", "customer", "tariff", "transaction", "guest_purchase"}
	customerEntities     = []string{"customer", "subscription", "transaction", "guest_purchase"}
	overviewEntities     = []string{"subscription", "customer", "transaction", "guest_purchase", "wheel_spin"}
)
