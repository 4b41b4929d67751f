package branch

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// shop is a world of inviters and money, with what was counted of it.
type shop struct {
	inviter map[int64]int64
	own     map[int64]Own
	members map[int64]Member
}

func newShop() *shop {
	return &shop{inviter: map[int64]int64{}, own: map[int64]Own{}, members: map[int64]Member{}}
}

// count does what the service does: reads the changed customers and everybody above them, before and now, and stores what comes out.
func (s *shop) count(changed ...int64) {
	customers := map[int64]State{}
	for len(changed) > 0 {
		id := changed[0]
		changed = changed[1:]
		if _, have := customers[id]; have {
			continue
		}
		state := State{Inviter: s.inviter[id], Own: s.own[id]}
		if m, ok := s.members[id]; ok {
			state.Was = &m
			if m.Parent != 0 {
				changed = append(changed, m.Parent)
			}
		}
		if state.Inviter != 0 {
			changed = append(changed, state.Inviter)
		}
		customers[id] = state
	}
	now := Recount(customers)
	for id := range customers {
		if m, ok := now[id]; ok {
			s.members[id] = m
		} else {
			delete(s.members, id)
		}
	}
}

func (s *shop) everybody() []int64 {
	set := map[int64]bool{}
	for id, inviter := range s.inviter {
		set[id], set[inviter] = true, true
	}
	var ids []int64
	for id := range set {
		if id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

func TestBranchesAddUp(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.inviter = map[int64]int64{2: 1, 3: 1, 4: 2, 5: 5, 6: 99}
	s.own = map[int64]Own{1: {1, 10_00, 0}, 2: {2, 100_00, 50_00}, 4: {1, 7_00, 0}, 5: {1, 9_00, 0}}
	s.count(s.everybody()...)
	require.Equal(t, map[int64]Member{
		1:  {Own: s.own[1], Invited: 2, InvitedPaid: 1, Size: 3, Paid: 2, BranchKopeks: 107_00},
		2:  {Parent: 1, Own: s.own[2], Invited: 1, InvitedPaid: 1, Size: 1, Paid: 1, BranchKopeks: 7_00},
		3:  {Parent: 1},
		4:  {Parent: 2, Own: s.own[4]},
		6:  {Parent: 99},
		99: {Invited: 1, Size: 1}, // nobody knows who that is
	}, s.members, "5 invited nobody but themselves")

	s.own[4] = Own{2, 17_00, 0}
	s.count(4)
	require.Equal(t, int64(117_00), s.members[1].BranchKopeks)
	delete(s.inviter, 2) // wiped on return
	s.count(2)
	require.Equal(t, Member{Own: s.own[1], Invited: 1, Size: 1}, s.members[1])
	require.Equal(t, Member{Own: s.own[2], Invited: 1, InvitedPaid: 1, Size: 1, Paid: 1, BranchKopeks: 17_00}, s.members[2])
	delete(s.inviter, 6)
	s.count(6)
	require.NotContains(t, s.members, int64(6))
	require.NotContains(t, s.members, int64(99))
}

func TestLoopsAreCutAtTheLowest(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.inviter = map[int64]int64{3: 2, 2: 4, 4: 3, 7: 4}
	s.count(s.everybody()...)
	require.Equal(t, Member{Looped: true, Invited: 1, Size: 3}, s.members[2])
	require.Equal(t, Member{Parent: 2, Invited: 1, Size: 2}, s.members[3])
	require.Equal(t, Member{Parent: 3, Invited: 1, Size: 1}, s.members[4])
	s.inviter[3] = 0 // the loop opens elsewhere
	s.count(3)
	require.Equal(t, Member{Invited: 1, Size: 3}, s.members[3])
	require.Equal(t, Member{Parent: 4}, s.members[2])
	require.Equal(t, Member{Parent: 4}, s.members[7])
	require.Equal(t, int32(3), s.members[3].Size)
}

func TestADeepChainIsNoProblem(t *testing.T) {
	t.Parallel()
	s := newShop()
	const deep = 200_000
	for id := int64(2); id <= deep; id++ {
		s.inviter[id] = id - 1
	}
	s.count(s.everybody()...)
	require.Equal(t, int32(deep-1), s.members[1].Size)
}

// However the shop changes and whatever is counted together, the sums are those of a count from nothing.
func TestCountingChangesIsCountingAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newShop()
		id := rapid.Int64Range(1, 12)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			var changed []int64
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				who := id.Draw(t, "who")
				if rapid.Bool().Draw(t, "money") {
					s.own[who] = Own{rapid.Int32Range(0, 2).Draw(t, "payments"), rapid.Int64Range(-5, 5).Draw(t, "net"), 0}
				} else {
					s.inviter[who] = rapid.Int64Range(0, 12).Draw(t, "inviter")
				}
				changed = append(changed, who)
			}
			s.count(changed...)
			fresh := &shop{inviter: s.inviter, own: s.own, members: map[int64]Member{}}
			fresh.count(fresh.everybody()...)
			require.Equal(t, fresh.members, s.members)
		}
	})
}
