package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/services/gateway"
)

func tokenCommand() *cobra.Command {
	var role string
	var days int
	create := &cobra.Command{
		Use:   "create <name>",
		Short: "Make an API token and print it once",
		Long: `Makes a token for scripts: send it as "Authorization: Bearer rd_…". Only its hash is stored, so it is shown this once.

  remnadesk token create backup-script --role analyst --days 90`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("name the token, for example: remnadesk token create backup-script")
			}
			return nil
		},
		RunE: withAccess(func(ctx context.Context, db *pg.DB, _ config, args []string) error {
			secret, err := gateway.CreateToken(ctx, db, args[0], role, time.Now().AddDate(0, 0, days))
			if err != nil {
				return sentence(err)
			}
			fmt.Println(secret)
			return nil
		}),
	}
	create.Flags().StringVar(&role, "role", "analyst", "owner, manager, support or analyst")
	create.Flags().IntVar(&days, "days", 365, "how long it is valid")
	cmd := &cobra.Command{Use: "token", Short: "API tokens"}
	cmd.AddCommand(create)
	return cmd
}

func adminCommand() *cobra.Command {
	set := &cobra.Command{
		Use:   "set-password [login]",
		Short: "Set the password of an account; it ends its sessions",
		Long: `Asks for the new password twice; piped input is read as one line. Without a login it is REMNADESK_ADMIN_LOGIN.
An account that does not exist is made, as an owner.

  remnadesk admin set-password
  printf '%s\n' "$NEW" | remnadesk admin set-password admin`,
		Args: cobra.MaximumNArgs(1),
		RunE: withAccess(func(ctx context.Context, db *pg.DB, cfg config, args []string) error {
			login := cfg.Gateway.AdminLogin
			if len(args) == 1 {
				login = args[0]
			}
			password, err := askPassword()
			if err != nil {
				return err
			}
			made, err := gateway.SetPassword(ctx, db, login, password)
			if err != nil {
				return sentence(err)
			}
			if made {
				fmt.Printf("There was no account %s: it has been made, as an owner, with this password.\n", login)
				return nil
			}
			fmt.Printf("The password of %s is set; its sessions have ended.\n", login)
			return nil
		}),
	}
	cmd := &cobra.Command{Use: "admin", Short: "Accounts"}
	cmd.AddCommand(set)
	return cmd
}

func askPassword() (string, error) {
	stdin := int(os.Stdin.Fd())
	if !term.IsTerminal(stdin) {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			return line, nil
		}
		return "", fmt.Errorf("read the password: %w", errors.Join(err, errors.New("the input is empty")))
	}
	var typed [2]string
	for i, prompt := range []string{"New password: ", "Once more: "} {
		fmt.Fprint(os.Stderr, prompt)
		raw, err := term.ReadPassword(stdin)
		fmt.Fprintln(os.Stderr)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		typed[i] = string(raw)
	}
	if typed[0] != typed[1] {
		return "", errors.New("the two passwords differ; nothing was changed")
	}
	return typed[0], nil
}
