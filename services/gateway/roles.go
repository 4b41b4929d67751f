package gateway

import "slices"

// Roles, in the order of the columns below.
const (
	roleOwner   = "owner"
	roleManager = "manager"
	roleSupport = "support"
	roleAnalyst = "analyst"
)

// grant is one line of the matrix: who holds a permission.
type grant struct {
	permission                       string
	owner, manager, support, analyst bool
}

// matrix is every permission there is. What is not here, nobody holds.
func matrix() []grant {
	const yes, no = true, false
	return []grant{
		//                       owner manager support analyst
		{"sales:view", yes, yes, yes, yes},
		{"sales:edit", yes, yes, no, no},
		{"sales:delete", yes, no, no, no},
		{"support:view", yes, yes, yes, no},
		{"support:create", yes, yes, yes, no},
		{"support:edit", yes, yes, yes, no},
		{"support:delete", yes, yes, no, no},
		{"support:assign", yes, yes, yes, no},
		{"promos:view", yes, yes, yes, yes},
		{"promos:create", yes, yes, no, no},
		{"promos:edit", yes, yes, no, no},
		{"promos:delete", yes, yes, no, no},
		{"referrals:view", yes, yes, yes, yes},
		{"customers:view", yes, yes, yes, yes},
		{"campaigns:view", yes, yes, no, yes},
		{"campaigns:create", yes, yes, no, no},
		{"campaigns:edit", yes, yes, no, no},
		{"campaigns:delete", yes, yes, no, no},
		{"analytics:view", yes, yes, no, yes},
		{"reports:view", yes, yes, no, yes},
		{"reports:create", yes, yes, no, yes},
		{"notifications:view", yes, yes, yes, no},
		{"notifications:edit", yes, yes, no, no},
		{"webhooks:view", yes, yes, no, no},
		{"webhooks:edit", yes, no, no, no},
		{"events:view", yes, yes, yes, yes},
		{"events:replay", yes, no, no, no},
		{"data:view", yes, yes, yes, yes},
		{"data:resync", yes, yes, no, no},
		{"access:view", yes, no, no, no},
		{"access:edit", yes, no, no, no},
		{"settings:view", yes, yes, no, no},
		{"settings:edit", yes, no, no, no},
		{"audit:view", yes, no, no, no},
	}
}

// permissionsOf lists what a role holds; an unknown role holds nothing.
func permissionsOf(role string) []string {
	var held []string
	for _, g := range matrix() {
		granted := map[string]bool{roleOwner: g.owner, roleManager: g.manager, roleSupport: g.support, roleAnalyst: g.analyst}
		if granted[role] {
			held = append(held, g.permission)
		}
	}
	return held
}

func knownRole(role string) bool {
	return slices.Contains([]string{roleOwner, roleManager, roleSupport, roleAnalyst}, role)
}
