package gateway

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"sync"
	"time"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/grpc-ecosystem/grpc-gateway/v2/utilities"
	"github.com/labstack/echo/v4"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

// exportPage is how many rows are asked for at a time, where the list allows as many; two pages are held, unread.
const exportPage = 1000

// exportPageOf is the largest page, up to exportPage, that the rules of a request allow.
func exportPageOf(request proto.Message) int32 {
	field := request.ProtoReflect().Descriptor().Fields().ByName("page_size")
	if field == nil {
		return exportPage
	}
	rules, _ := proto.GetExtension(field.Options(), validate.E_Field).(*validate.FieldRules)
	if most := rules.GetInt32().GetLte(); most > 0 {
		return min(most, exportPage)
	}
	return exportPage
}

// csvRoute is the route of a list's CSV: the list's parameters without paging, with accessv1.CsvOptions.
func csvRoute(list *route, address string) *route {
	r := *list
	r.path, r.full, r.csv, r.audited = address, list.full+".csv", true, true
	r.query = map[string]protoreflect.FieldDescriptor{}
	for name, field := range list.query {
		if name != "page_size" && name != "page_token" && name != "count" {
			r.query[name] = field
		}
	}
	options := (&accessv1.CsvOptions{}).ProtoReflect().Descriptor().Fields()
	for i := range options.Len() {
		r.query[string(options.Get(i).Name())] = options.Get(i)
	}
	return &r
}

// download is one export on its way.
type download struct {
	s       *service
	sheet   sheet
	request proto.Message
	style   csvStyle
	bom     bool
	// resumed: the client has the rows before, and the header.
	resumed bool
	rows    int
	// size is how many rows a page has: fewer, once one was too large to answer.
	size int32
}

// part is one page of the list on its way to the client.
type part struct {
	page page
	err  error
}

// export streams a list as CSV, a page of the service at a time. What fails before the first row is an ordinary error; later the connection
// is cut, so that nobody takes a part for the whole; a client that kept its complete rows asks for the rest by after_id, the id of the last of them.
func (s *service) export(r *route) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		v := visitFrom(req.Context())
		v.route = r
		if err := s.admit(req, v, r.require); err != nil {
			return err
		}
		if _, err := r.check(c, v); err != nil {
			return err
		}
		if !s.bus.Conn.IsConnected() {
			return status.Error(codes.Unavailable, "the services cannot be reached: NATS is not connected; nothing is lost, try again in a moment")
		}
		d, err := s.newDownload(r, v, req.URL.Query())
		if err != nil {
			return err
		}
		ctx := rpc.WithRequestID(rpc.WithCaller(req.Context(), v.who.callerOrNil()), v.requestID)
		first, err := d.page(ctx, "")
		if err != nil {
			return err
		}
		header := c.Response().Header()
		header.Set("Content-Type", "text/csv; charset=utf-8")
		header.Set("Content-Disposition", `attachment; filename="`+path.Base(r.path)+`"`)
		header.Set("Cache-Control", "no-store")
		header.Set("X-Accel-Buffering", "no")
		err = d.stream(ctx, c.Response(), first)
		v.remember("rows", strconv.Itoa(d.rows))
		s.finish(ctx, codeOf(ctx, err))
		if err != nil {
			s.log.WarnContext(ctx, "export broke off", "route", r.path, "rows", d.rows, "request_id", v.requestID, "error", err.Error())
			panic(http.ErrAbortHandler)
		}
		return nil // the end of the answer leaves now, after the audit line is stored
	}
}

func (s *service) newDownload(r *route, v *visit, query url.Values) (*download, error) {
	d := &download{s: s, sheet: s.sheets[r.path], request: r.input.New().Interface(), style: csvStyle{separator: ','}}
	d.size = exportPageOf(d.request)
	switch query.Get("separator") {
	case "", ",":
	case ";":
		d.style.separator = ';'
	default:
		return nil, rpc.Invalid("separator", "%q does not part columns here: use , or ;", query.Get("separator"))
	}
	d.bom, _ = strconv.ParseBool(query.Get("bom")) // checked before
	d.resumed = query.Has("after_id")
	query.Del("separator")
	query.Del("bom")
	if filter := query.Encode(); filter != "" {
		v.detail = fmt.Sprintf("filter=%.2000s", filter)
	}
	if err := runtime.PopulateQueryParameters(d.request, query, utilities.NewDoubleArray(nil)); err != nil {
		return nil, rpc.Invalid("query", "%s", err.Error())
	}
	return d, nil
}

// page asks for the rows after a token: for fewer where as many do not fit into one answer.
func (d *download) page(ctx context.Context, token string) (p page, err error) {
	for {
		p, err = d.ask(ctx, token)
		if status.Code(err) != codes.ResourceExhausted || d.size < 2 {
			return p, err
		}
		d.size /= 2
	}
}

func (d *download) ask(ctx context.Context, token string) (page, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	m := d.request.ProtoReflect()
	fields := m.Descriptor().Fields()
	if size := fields.ByName("page_size"); size != nil { // a chart comes whole
		m.Set(size, protoreflect.ValueOfInt32(d.size))
		m.Set(fields.ByName("page_token"), protoreflect.ValueOfString(token))
		if token != "" && d.resumed {
			m.Clear(fields.ByName("after_id"))
		}
		m.Set(fields.ByName("count"), protoreflect.ValueOfBool(false))
	}
	return d.sheet.ask(ctx, d.request)
}

var errStopping = status.Error(codes.Unavailable, "the gateway is stopping; ask again in a moment")

// stream writes page after page, and has asked for the next one before it reads the rows of this one; a client that takes none of a page in a minute
// is gone.
func (d *download) stream(ctx context.Context, w *echo.Response, p page) error {
	ctx, cancel := context.WithCancel(ctx)
	var asking sync.WaitGroup
	defer asking.Wait()
	defer cancel()
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // an error means that the connection has no deadlines
	if d.bom && !d.resumed {
		if _, err := w.Write([]byte("\ufeff")); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	out.Comma = d.style.separator
	if !d.resumed {
		if err := out.Write(d.sheet.header); err != nil {
			return err
		}
	}
	for {
		next := make(chan part, 1)
		if token := p.token; token != "" {
			asking.Go(func() {
				after, err := d.page(ctx, token)
				next <- part{after, err}
			})
		}
		_ = control.SetWriteDeadline(time.Now().Add(time.Minute))
		if err := d.write(out, p); err != nil {
			return err
		}
		if p.token == "" {
			return nil
		}
		if err := control.Flush(); err != nil {
			return err
		}
		select {
		case <-d.s.live.closing:
			return errStopping
		default:
		}
		got := <-next
		if got.err != nil {
			return got.err
		}
		p = got.page
	}
}

// write counts the rows of a page when all of them are with the connection.
func (d *download) write(out *csv.Writer, p page) error {
	rows := 0
	err := p.each(d.style, func(record []string) error {
		rows++
		return out.Write(record)
	})
	if err != nil {
		return err
	}
	if out.Flush(); out.Error() != nil {
		return out.Error()
	}
	d.rows += rows
	return nil
}

// codeOf is the outcome for the audit: a client that left counts as cancelled, whatever failed first.
func codeOf(ctx context.Context, err error) codes.Code {
	switch {
	case err == nil:
		return codes.OK
	case ctx.Err() != nil, errors.Is(err, context.Canceled):
		return codes.Canceled
	}
	if st := statusOf(err); st != nil {
		return st.Code()
	}
	return codes.Canceled // writing failed: nobody reads
}
