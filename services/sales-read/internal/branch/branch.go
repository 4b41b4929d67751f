// Package branch keeps the sums of referral branches right when some of their members change. The branch of a customer is everybody they invited,
// directly or through others, without themselves. Pure: the caller reads and stores.
package branch

import "slices"

// Own is what one customer paid in all their life, in kopeks.
type Own struct {
	Payments      int32
	NetKopeks     int64
	RefundsKopeks int64
}

func (o Own) paid() bool { return o.Payments > 0 }

// Member is a customer who was invited, or invited somebody.
type Member struct {
	// Parent is who invited them; 0 at the top.
	Parent int64
	// Looped tells that their invitation does not count, because it would make them an inviter of their own inviter.
	Looped bool
	Own
	Invited, InvitedPaid int32
	Size, Paid           int32
	BranchKopeks         int64
}

// State is one customer before and after: Was is nil for no member so far, Inviter is whom the source names now (0 = nobody), Own is what holds now.
type State struct {
	Was     *Member
	Inviter int64
	Own     Own
}

// Recount gives the members as they are now; who is missing is none any more. The customers must be closed upwards: with each also its Inviter and
// its former Parent. Self-referral is no invitation. Of a loop the member with the lowest id becomes the top.
func Recount(customers map[int64]State) map[int64]Member {
	cut := loops(customers)
	now := make(map[int64]*Member, len(customers))
	waiting := make(map[int64]int, len(customers)) // children that are not summed up yet
	for id, c := range customers {
		m := &Member{Parent: c.Inviter, Own: c.Own}
		if c.Inviter == id || cut[id] {
			m.Parent, m.Looped = 0, cut[id]
		}
		if c.Was != nil {
			m.Invited, m.InvitedPaid, m.Size, m.Paid, m.BranchKopeks = c.Was.Invited, c.Was.InvitedPaid, c.Was.Size, c.Was.Paid, c.Was.BranchKopeks
		}
		now[id] = m
		if m.Parent != 0 {
			waiting[m.Parent]++
		}
	}
	for _, c := range customers {
		if c.Was != nil && c.Was.Parent != 0 {
			now[c.Was.Parent].add(*c.Was, -1)
		}
	}
	var ready []int64
	for id := range customers {
		if waiting[id] == 0 {
			ready = append(ready, id)
		}
	}
	members := make(map[int64]Member, len(customers))
	for len(ready) > 0 {
		id := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		m := now[id]
		if m.Parent != 0 || m.Invited > 0 {
			members[id] = *m
		}
		if m.Parent == 0 {
			continue
		}
		now[m.Parent].add(*m, 1)
		if waiting[m.Parent]--; waiting[m.Parent] == 0 {
			ready = append(ready, m.Parent)
		}
	}
	return members
}

// add counts a child with its branch in (1) or out (-1).
func (m *Member) add(child Member, sign int32) {
	m.Invited += sign
	m.Size += sign * (1 + child.Size)
	m.Paid += sign * child.Paid
	if child.paid() {
		m.InvitedPaid += sign
		m.Paid += sign
	}
	m.BranchKopeks += int64(sign) * (child.NetKopeks + child.BranchKopeks)
}

// loops finds the lowest id of every loop of inviters.
func loops(customers map[int64]State) map[int64]bool {
	cut := map[int64]bool{}
	seen := make(map[int64]int64, len(customers)) // by the walk that came by first
	for start := range customers {
		var path []int64
		id := start
		for id != 0 && seen[id] == 0 {
			seen[id] = start
			path = append(path, id)
			next := customers[id].Inviter
			if next == id {
				next = 0
			}
			id = next
		}
		if id != 0 && seen[id] == start {
			if at := slices.Index(path, id); at >= 0 && len(path)-at > 1 {
				cut[slices.Min(path[at:])] = true
			}
		}
	}
	return cut
}
