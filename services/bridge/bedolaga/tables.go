package bedolaga

// Tables lists the tables we read, in the order they are imported: small ones and what others refer to first.
func Tables() []*Table {
	return []*Table{
		tariffs(), servers(), promoGroups(), landingPages(), campaigns(), promoCodes(), couponBatches(),
		customers(), subscriptions(), guestPurchases(), wheelSpins(), transactions(),
		promoCodeUses(), campaignRegistrations(), referralEarnings(), withdrawalRequests(), partnerApplications(), discountOffers(), coupons(),
		trafficPurchases(), subscriptionConversions(), subscriptionEvents(),
	}
}
