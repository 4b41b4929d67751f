package gateway

import (
	"fmt"
	"net"
	"strings"
	"time"
)

const minBootstrapToken = 32

// Config is what the environment says.
type Config struct {
	// Addr is host:port to listen on; port 0 takes a free one.
	Addr       string `env:"REMNADESK_ADDR" envDefault:"127.0.0.1:8090"`
	AdminLogin string `env:"REMNADESK_ADMIN_LOGIN" envDefault:"admin"`
	// AdminPassword, empty = one is made at the first start and announced once.
	AdminPassword string `env:"REMNADESK_ADMIN_PASSWORD" secret:"true"`
	// BootstrapToken is an owner's API token that works from the first start; empty = none.
	BootstrapToken  string `env:"REMNADESK_BOOTSTRAP_TOKEN" secret:"true"`
	BedolagaEnabled bool   `env:"BEDOLAGA_ENABLED" envDefault:"true"`
	// Timezone is the IANA name of the business time zone.
	Timezone string `env:"BUSINESS_TIMEZONE" envDefault:"Europe/Moscow"`
	// TrustedProxies are CIDR ranges whose X-Forwarded-For and X-Forwarded-Proto are believed.
	TrustedProxies []string `env:"REMNADESK_TRUSTED_PROXIES"`
}

// Validate returns one sentence per problem, each beginning with the variable's name.
func (c *Config) Validate() []string {
	var problems []string
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		problems = append(problems, fmt.Sprintf("REMNADESK_ADDR is %q: use host:port such as 127.0.0.1:8090", c.Addr))
	}
	if normalLogin(c.AdminLogin) == "" {
		problems = append(problems, "REMNADESK_ADMIN_LOGIN is empty: give the first account a login")
	}
	if n := len(c.BootstrapToken); n > 0 && n < minBootstrapToken {
		problems = append(problems, fmt.Sprintf("REMNADESK_BOOTSTRAP_TOKEN has %d characters: use at least %d, for example from `openssl rand -hex 32`", n, minBootstrapToken))
	}
	if _, err := time.LoadLocation(c.Timezone); err != nil {
		problems = append(problems, fmt.Sprintf("BUSINESS_TIMEZONE is %q: use an IANA time zone such as Europe/Moscow", c.Timezone))
	}
	if _, err := c.proxies(); err != nil {
		problems = append(problems, "REMNADESK_TRUSTED_PROXIES "+err.Error())
	}
	return problems
}

func (c *Config) proxies() ([]*net.IPNet, error) {
	var ranges []*net.IPNet
	for _, text := range c.TrustedProxies {
		_, ipNet, err := net.ParseCIDR(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("holds %q: use CIDR ranges such as 10.0.0.0/8, separated by commas", text)
		}
		ranges = append(ranges, ipNet)
	}
	return ranges, nil
}
