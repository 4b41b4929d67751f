package rpc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/health/grpc_health_v1" // a service whose methods have no permission
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
	_ "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const patient = 60 * time.Second // the machine may be busy

const (
	login         = "/access.v1.Access/Login"            // public
	getMe         = "/access.v1.Access/GetMe"            // signed-in
	listTokens    = "/access.v1.Access/ListTokens"       // access:view
	republish     = "/bridge.v1.Bridge/Republish"        // internal
	listPurchases = "/sales.v1.Sales/ListTransactions"   // sales:view
	listSubs      = "/sales.v1.Sales/ListSubscriptions"  // sales:view
	unknown       = "/sales.v1.Sales/ListThingsNotThere" // nowhere
	noSuch        = "/imagined.v1.Imagined/GetSomething" // nowhere
	signedInOnly  = "signed-in"
)

// shop answers sales questions with one function.
type shop struct {
	salesv1.UnimplementedSalesServer
	tariffs func(ctx context.Context) (*salesv1.ListTariffsResponse, error)
}

func (s *shop) ListTariffs(ctx context.Context, _ *salesv1.ListTariffsRequest) (*salesv1.ListTariffsResponse, error) {
	return s.tariffs(ctx)
}

func (s *shop) ListSubscriptions(context.Context, *salesv1.ListSubscriptionsRequest) (*salesv1.ListSubscriptionsResponse, error) {
	return &salesv1.ListSubscriptionsResponse{NextPageToken: "n"}, nil
}

type answer = func(ctx context.Context) (*salesv1.ListTariffsResponse, error)

// serve serves the shop over NATS until the end of the test and returns a connection to it.
func serve(t *testing.T, server *testkit.NATSServer, tariffs answer) *rpc.Conn {
	t.Helper()
	start(t, server, tariffs)
	conn := rpc.NewConn(server.Bus("asker").Conn)
	ready(t, conn)
	return conn
}

func ready(t *testing.T, conn *rpc.Conn) {
	t.Helper()
	require.Eventually(t, func() bool {
		_, err := salesv1.NewSalesClient(conn).ListSubscriptions(asService(t), &salesv1.ListSubscriptionsRequest{})
		return err == nil
	}, patient, 10*time.Millisecond, "the service does not answer")
}

func start(t *testing.T, server *testkit.NATSServer, tariffs answer) (stop context.CancelFunc, done <-chan error) {
	t.Helper()
	s := rpc.NewServer(server.Bus("sales").Conn, "sales-read", "test", testkit.Log(t))
	salesv1.RegisterSalesServer(s, &shop{tariffs: tariffs})
	ctx, cancel := context.WithCancel(t.Context())
	ended, result := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(ended)
		result <- s.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return cancel, result
}

func local(t *testing.T, tariffs answer) *rpc.Local {
	t.Helper()
	l := rpc.NewLocal(testkit.Log(t))
	salesv1.RegisterSalesServer(l, &shop{tariffs: tariffs})
	require.NoError(t, l.Err())
	return l
}

func asService(t *testing.T) context.Context { return rpc.AsService(t.Context(), "tester") }

// both runs f against a service over NATS and against the same in process: they must not differ.
func both(t *testing.T, tariffs answer, f func(t *testing.T, client salesv1.SalesClient)) {
	t.Run("over NATS", func(t *testing.T) {
		t.Parallel()
		f(t, salesv1.NewSalesClient(serve(t, testkit.NATS(t), tariffs)))
	})
	t.Run("in process", func(t *testing.T) {
		t.Parallel()
		f(t, salesv1.NewSalesClient(local(t, tariffs)))
	})
}

func empty(context.Context) (*salesv1.ListTariffsResponse, error) {
	return &salesv1.ListTariffsResponse{}, nil
}

func TestMay(t *testing.T) {
	t.Parallel()
	user := &accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Permissions: []string{"sales:view"}}
	service := &accessv1.Caller{Kind: accessv1.Caller_KIND_SERVICE}
	for _, c := range []struct {
		permission                     string
		nobody, plain, holder, service bool
	}{
		{"public", true, true, true, true},
		{"signed-in", false, true, true, true},
		{"sales:view", false, false, true, true},
		{"sales:edit", false, false, false, true},
		{"sales", false, false, false, true},
		{"internal", false, false, false, true},
		{"", false, false, false, false},
	} {
		require.Equal(t, c.nobody, rpc.May(nil, c.permission), c.permission)
		require.Equal(t, c.plain, rpc.May(&accessv1.Caller{Kind: accessv1.Caller_KIND_USER}, c.permission), c.permission)
		require.Equal(t, c.holder, rpc.May(user, c.permission), c.permission)
		require.Equal(t, c.service, rpc.May(service, c.permission), c.permission)
	}
	require.False(t, rpc.May(&accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Permissions: []string{"internal"}}, "internal"), "internal cannot be granted")
}

func TestPermissionOfMethods(t *testing.T) {
	t.Parallel()
	for full, want := range map[string]string{login: "public", getMe: signedInOnly, listTokens: "access:view", republish: "internal", listPurchases: "sales:view", listSubs: "sales:view"} {
		got, err := rpc.Permission(full)
		require.NoError(t, err)
		require.Equal(t, want, got, full)
	}
	for _, full := range []string{unknown, noSuch, "", "/sales.v1.Sales"} {
		_, err := rpc.Permission(full)
		require.Error(t, err, full)
	}
}

func TestPermissionIsAsked(t *testing.T) {
	t.Parallel()
	both(t, empty, func(t *testing.T, client salesv1.SalesClient) {
		for _, c := range []struct {
			caller *accessv1.Caller
			want   codes.Code
		}{
			{nil, codes.Unauthenticated},
			{&accessv1.Caller{Kind: accessv1.Caller_KIND_USER}, codes.PermissionDenied},
			{&accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Permissions: []string{"sales:edit", "internal", "public"}}, codes.PermissionDenied},
			{&accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Permissions: []string{"sales:view"}}, codes.OK},
			{&accessv1.Caller{Kind: accessv1.Caller_KIND_SERVICE}, codes.OK},
		} {
			ctx := t.Context()
			if c.caller != nil {
				ctx = rpc.WithCaller(ctx, c.caller)
			}
			_, err := client.ListTariffs(ctx, &salesv1.ListTariffsRequest{})
			require.Equal(t, c.want, status.Code(err), "%v: %v", c.caller, err)
		}
	})
}

func TestMethodWithoutPermissionDoesNotStart(t *testing.T) {
	t.Parallel()
	desc := &grpc.ServiceDesc{ServiceName: "grpc.health.v1.Health", HandlerType: (*any)(nil), Methods: []grpc.MethodDesc{{MethodName: "Check"}}}
	streaming := &grpc.ServiceDesc{ServiceName: "sales.v1.Sales", HandlerType: (*any)(nil), Streams: []grpc.StreamDesc{{StreamName: "Watch"}}}
	for d, want := range map[*grpc.ServiceDesc]string{desc: "the method has no (access.v1.require) option", streaming: "streaming methods are not carried"} {
		s := rpc.NewServer(testkit.NATS(t).Bus("sales").Conn, "sales-read", "test", testkit.Log(t))
		s.RegisterService(d, struct{}{})
		require.ErrorContains(t, s.Run(t.Context()), want)
		l := rpc.NewLocal(testkit.Log(t))
		l.RegisterService(d, struct{}{})
		require.ErrorContains(t, l.Err(), want)
	}
}

func TestFieldRules(t *testing.T) {
	t.Parallel()
	both(t, empty, func(t *testing.T, client salesv1.SalesClient) {
		_, err := client.ListSubscriptions(asService(t), &salesv1.ListSubscriptionsRequest{PageSize: 5000, State: []string{"paid", "dead"}})
		s := status.Convert(err)
		require.Equal(t, codes.InvalidArgument, s.Code())
		require.Len(t, s.Details(), 1)
		bad, ok := s.Details()[0].(*errdetails.BadRequest)
		require.True(t, ok)
		var fields []string
		for _, v := range bad.GetFieldViolations() {
			fields = append(fields, v.GetField())
			require.NotEmpty(t, v.GetDescription())
			require.Contains(t, s.Message(), v.GetField()+": "+v.GetDescription())
		}
		require.ElementsMatch(t, []string{"page_size", "state[1]"}, fields)
	})
}

func TestErrorsThatTheCallerSees(t *testing.T) {
	t.Parallel()
	both(t, func(ctx context.Context) (*salesv1.ListTariffsResponse, error) {
		switch metadataOf(ctx) {
		case "panic":
			panic("password=hunter2")
		case "plain":
			return nil, errors.New("table hunter2 is missing")
		case "wrapped":
			return nil, fmt.Errorf("load hunter2: %w", status.Error(codes.NotFound, "there is no tariff 7"))
		case "unknown":
			return nil, status.Error(codes.Unknown, "hunter2")
		case "late":
			return nil, fmt.Errorf("load hunter2: %w", context.DeadlineExceeded)
		case "long":
			return nil, status.Error(codes.FailedPrecondition, "line one\n"+strings.Repeat("ж", 5000))
		}
		return nil, errors.New("no such case")
	}, func(t *testing.T, client salesv1.SalesClient) {
		for key, want := range map[string]*status.Status{
			"panic":   status.New(codes.Internal, "something went wrong on our side; the logs of the service have it under this request id"),
			"plain":   status.New(codes.Internal, "something went wrong on our side; the logs of the service have it under this request id"),
			"unknown": status.New(codes.Internal, "something went wrong on our side; the logs of the service have it under this request id"),
			"wrapped": status.New(codes.NotFound, "there is no tariff 7"),
			"late":    status.New(codes.DeadlineExceeded, "the answer took too long; narrow the question or try again"),
			"long":    status.New(codes.FailedPrecondition, "line one\n"+strings.Repeat("ж", 5000)),
		} {
			ctx := metadata.AppendToOutgoingContext(asService(t), rpc.IdempotencyKey, key)
			_, err := client.ListTariffs(ctx, &salesv1.ListTariffsRequest{})
			got := status.Convert(err)
			require.Equal(t, want.Code(), got.Code(), key)
			require.Equal(t, want.Message(), got.Message(), key)
		}
	})
}

func metadataOf(ctx context.Context) string {
	in, _ := metadata.FromIncomingContext(ctx)
	return strings.Join(in.Get(rpc.IdempotencyKey), ",")
}

func TestContextIsCarried(t *testing.T) {
	t.Parallel()
	both(t, func(ctx context.Context) (*salesv1.ListTariffsResponse, error) {
		deadline, ok := ctx.Deadline()
		if !ok {
			return nil, errors.New("no deadline")
		}
		in, _ := metadata.FromIncomingContext(ctx)
		return &salesv1.ListTariffsResponse{Items: []*salesv1.Tariff{{
			Name: strings.Join([]string{metadataOf(ctx), rpc.RequestIDFrom(ctx), rpc.CallerFrom(ctx).GetName(), strings.Join(in.Get("authorization"), "")}, "|"),
			Id:   time.Until(deadline).Milliseconds(),
		}}}, nil
	}, func(t *testing.T, client salesv1.SalesClient) {
		caller := &accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Name: "Анна", Permissions: []string{"sales:view"}}
		ctx := rpc.WithRequestID(rpc.WithCaller(t.Context(), caller), "r-1")
		ctx = metadata.AppendToOutgoingContext(ctx, rpc.IdempotencyKey, "key-1", "authorization", "Bearer secret")
		ctx = metadata.NewIncomingContext(ctx, metadata.Pairs("authorization", "Bearer secret"))
		out, err := client.ListTariffs(ctx, &salesv1.ListTariffsRequest{})
		require.NoError(t, err)
		require.Equal(t, "key-1|r-1|Анна|", out.GetItems()[0].GetName())
		require.InDelta(t, 10_000, out.GetItems()[0].GetId(), 9_999, "a call without a deadline gets ten seconds")
		require.LessOrEqual(t, out.GetItems()[0].GetId(), int64(10_000))

		ctx, cancel := context.WithTimeout(ctx, time.Hour)
		defer cancel()
		out, err = client.ListTariffs(ctx, &salesv1.ListTariffsRequest{})
		require.NoError(t, err)
		require.Greater(t, out.GetItems()[0].GetId(), (50 * time.Minute).Milliseconds(), "the asker's deadline was not carried")
	})
}

func TestDeadlineEndsTheCallOnBothSides(t *testing.T) {
	t.Parallel()
	both(t, func(ctx context.Context) (*salesv1.ListTariffsResponse, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}, func(t *testing.T, client salesv1.SalesClient) {
		ctx, cancel := context.WithTimeout(asService(t), 100*time.Millisecond)
		defer cancel()
		_, err := client.ListTariffs(ctx, &salesv1.ListTariffsRequest{})
		require.Equal(t, codes.DeadlineExceeded, status.Code(err), "%v", err)
	})
}

func TestSizes(t *testing.T) {
	t.Parallel()
	conn := serve(t, testkit.NATS(t), func(ctx context.Context) (*salesv1.ListTariffsResponse, error) {
		size := rpc.MaxReply - 100
		if metadataOf(ctx) == "large" {
			size = rpc.MaxReply + 1
		}
		return &salesv1.ListTariffsResponse{Items: []*salesv1.Tariff{{Name: strings.Repeat("x", size)}}}, nil
	})
	client := salesv1.NewSalesClient(conn)
	out, err := client.ListTariffs(asService(t), &salesv1.ListTariffsRequest{})
	require.NoError(t, err)
	require.Greater(t, proto.Size(out), rpc.MaxReply-100)
	_, err = client.ListTariffs(metadata.AppendToOutgoingContext(asService(t), rpc.IdempotencyKey, "large"), &salesv1.ListTariffsRequest{})
	require.Equal(t, codes.ResourceExhausted, status.Code(err), "%v", err)
	require.Contains(t, err.Error(), "ask for fewer rows")
	_, err = client.ListSubscriptions(asService(t), &salesv1.ListSubscriptionsRequest{Text: strings.Repeat("x", 2<<20)})
	require.Equal(t, codes.ResourceExhausted, status.Code(err), "%v", err)
}

func TestRawTakesTheAnswerAsItCame(t *testing.T) {
	t.Parallel()
	want := &salesv1.ListTariffsResponse{Items: []*salesv1.Tariff{{Id: 7, Name: "Месяц"}, {}}}
	conn := serve(t, testkit.NATS(t), func(context.Context) (*salesv1.ListTariffsResponse, error) { return want, nil })
	var raw rpc.Raw
	require.NoError(t, conn.Invoke(asService(t), salesv1.Sales_ListTariffs_FullMethodName, &salesv1.ListTariffsRequest{}, &raw))
	got := &salesv1.ListTariffsResponse{}
	require.NoError(t, proto.Unmarshal(raw, got))
	require.True(t, proto.Equal(want, got))
	require.Error(t, conn.Invoke(t.Context(), salesv1.Sales_ListTariffs_FullMethodName, &salesv1.ListTariffsRequest{}, &raw), "a refusal is none")
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	server := testkit.NATS(t)
	b := server.Bus("asker")
	client := salesv1.NewSalesClient(rpc.NewConn(b.Conn))
	_, err := client.ListTariffs(asService(t), &salesv1.ListTariffsRequest{})
	require.Equal(t, codes.Unavailable, status.Code(err))
	require.Contains(t, err.Error(), "the sales service is not running")

	server.Stop()
	require.Eventually(t, func() bool { return !b.Conn.IsConnected() }, patient, 10*time.Millisecond)
	ctx, cancel := context.WithTimeout(asService(t), time.Hour)
	defer cancel()
	_, err = client.ListTariffs(ctx, &salesv1.ListTariffsRequest{}) // would take an hour if it waited
	require.Equal(t, codes.Unavailable, status.Code(err))
	require.Contains(t, err.Error(), "NATS is not connected")

	_, err = salesv1.NewSalesClient(rpc.NewLocal(testkit.Log(t))).ListTariffs(asService(t), &salesv1.ListTariffsRequest{})
	require.Equal(t, codes.Unimplemented, status.Code(err))
}

func TestMoreCallsThanSlots(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int64
	full := make(chan struct{})
	filled := sync.OnceFunc(func() { close(full) })
	conn := serve(t, testkit.NATS(t), func(context.Context) (*salesv1.ListTariffsResponse, error) {
		n := now.Add(1)
		defer now.Add(-1)
		if n == 128 {
			filled()
		}
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		<-full // every slot is taken before one gets free
		return &salesv1.ListTariffsResponse{}, nil
	})
	ctx, cancel := context.WithTimeout(asService(t), patient)
	defer cancel()
	var group errgroup.Group
	for range 500 {
		group.Go(func() error {
			_, err := salesv1.NewSalesClient(conn).ListTariffs(ctx, &salesv1.ListTariffsRequest{})
			return err
		})
	}
	require.NoError(t, group.Wait())
	require.EqualValues(t, 128, most.Load())
}

func TestStopLetsCallsFinish(t *testing.T) {
	t.Parallel()
	server := testkit.NATS(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	stop, done := start(t, server, func(context.Context) (*salesv1.ListTariffsResponse, error) {
		close(entered)
		<-leave
		return &salesv1.ListTariffsResponse{Items: []*salesv1.Tariff{{Id: 7}}}, nil
	})
	conn := rpc.NewConn(server.Bus("asker").Conn)
	ready(t, conn)
	type result struct {
		out *salesv1.ListTariffsResponse
		err error
	}
	got := make(chan result, 1)
	ctx, cancel := context.WithTimeout(asService(t), patient)
	defer cancel()
	go func() {
		out, err := salesv1.NewSalesClient(conn).ListTariffs(ctx, &salesv1.ListTariffsRequest{})
		got <- result{out, err}
	}()
	<-entered
	stop()
	require.Eventually(t, func() bool {
		_, err := salesv1.NewSalesClient(conn).ListSubscriptions(ctx, &salesv1.ListSubscriptionsRequest{})
		return status.Code(err) == codes.Unavailable
	}, patient, 10*time.Millisecond, "a stopped service takes calls")
	require.Empty(t, done, "Run did not wait for its call")
	close(leave)
	r := <-got
	require.NoError(t, r.err)
	require.EqualValues(t, 7, r.out.GetItems()[0].GetId())
	require.NoError(t, <-done)
}

func TestReplicasShareTheWork(t *testing.T) {
	t.Parallel()
	server := testkit.NATS(t)
	var calls [2]atomic.Int64
	for i := range calls {
		start(t, server, func(context.Context) (*salesv1.ListTariffsResponse, error) {
			calls[i].Add(1)
			return &salesv1.ListTariffsResponse{}, nil
		})
	}
	conn := rpc.NewConn(server.Bus("asker").Conn)
	ready(t, conn)
	var asked int64
	require.Eventually(t, func() bool {
		asked++
		_, err := salesv1.NewSalesClient(conn).ListTariffs(asService(t), &salesv1.ListTariffsRequest{})
		return err == nil && calls[0].Load() > 0 && calls[1].Load() > 0
	}, patient, time.Millisecond)
	require.Equal(t, asked, calls[0].Load()+calls[1].Load(), "a call was handled twice")
}
