package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
)

func resyncCommand() *cobra.Command {
	var verify, republish, goOn, incarnation bool
	cmd := &cobra.Command{
		Use:   "resync [entity]",
		Short: "Compare with the bot's database again, or send everything again",
		Long: `Orders the bridge to look again. Without an entity it concerns all (customer, subscription, tariff, transaction, guest_purchase, wheel_spin).

  --verify           compare every range of the table with the mirror now (the default)
  --republish        send everything known to the projections again, without asking the bot
  --continue         after a pause: what vanished or changed in the bot's database is meant; accept it
  --new-incarnation  after a pause: the bot's database was restored from a backup; ids there have other content now.
                     Rows that are the same facts go on, others stay in our history under their old keys`,
		Args: cobra.MaximumNArgs(1),
		RunE: withBus(func(ctx context.Context, b *bus.Bus, args []string) error {
			mode, err := resyncMode(verify, republish, goOn, incarnation)
			if err != nil {
				return err
			}
			request := &bridgev1.ResyncRequest{Mode: mode}
			if len(args) == 1 {
				request.Entity = args[0]
			}
			answer, err := bridgev1.NewBridgeClient(rpc.NewConn(b.Conn)).Resync(rpc.AsService(ctx, "command line"), request)
			if err != nil {
				return sentence(err)
			}
			fmt.Println(answer.GetMessage())
			return nil
		}),
	}
	cmd.Flags().BoolVar(&verify, "verify", false, "compare every range now (default)")
	cmd.Flags().BoolVar(&republish, "republish", false, "send everything known again")
	cmd.Flags().BoolVar(&goOn, "continue", false, "accept what changed, after a pause")
	cmd.Flags().BoolVar(&incarnation, "new-incarnation", false, "the bot's database was restored from a backup")
	return cmd
}

func resyncMode(verify, republish, goOn, incarnation bool) (bridgev1.ResyncRequest_Mode, error) {
	chosen := bridgev1.ResyncRequest_MODE_VERIFY
	n := 0
	for _, option := range []struct {
		set  bool
		mode bridgev1.ResyncRequest_Mode
	}{{verify, bridgev1.ResyncRequest_MODE_VERIFY}, {republish, bridgev1.ResyncRequest_MODE_REPUBLISH}, {goOn, bridgev1.ResyncRequest_MODE_CONTINUE},
		{incarnation, bridgev1.ResyncRequest_MODE_NEW_INCARNATION}} {
		if option.set {
			chosen = option.mode
			n++
		}
	}
	if n > 1 {
		return 0, errors.New("choose one of --verify, --republish, --continue and --new-incarnation")
	}
	return chosen, nil
}
