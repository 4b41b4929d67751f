package salesread

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func TestSpendIsCorrectedByVersions(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	client := h.campaignClient()
	once := h.keyed("k-1")
	q := &salesv1.CreateCampaignSpendRequest{Channel: " Posters ", FirstDay: "2026-03-01", AmountKopeks: 10_00, Note: "May"}
	first, err := client.CreateCampaignSpend(once, q)
	require.NoError(t, err)
	again, err := client.CreateCampaignSpend(once, q)
	require.NoError(t, err)
	require.Equal(t, first.GetSpend().GetId(), again.GetSpend().GetId())
	id := first.GetSpend().GetId()
	_, err = client.CreateCampaignSpend(once, &salesv1.CreateCampaignSpendRequest{Channel: "Posters", FirstDay: "2026-03-01", AmountKopeks: 1})
	require.Equal(t, codes.AlreadyExists, status.Code(err))
	_, err = client.CreateCampaignSpend(h.ctx, q)
	require.Equal(t, codes.InvalidArgument, status.Code(err), "without a key a repeated call would enter it twice")
	require.Equal(t, "Posters", first.GetSpend().GetChannel())
	require.Equal(t, "test", first.GetSpend().GetAuthorName())

	changed, err := client.UpdateCampaignSpend(h.ctx, &salesv1.UpdateCampaignSpendRequest{Id: id, Version: 1, LastDay: proto.String("2026-03-04"), AmountKopeks: proto.Int64(20_00)})
	require.NoError(t, err)
	require.Equal(t, []any{int32(2), "2026-03-01", "2026-03-04", int64(20_00), "May"}, []any{changed.GetSpend().GetVersion(), changed.GetSpend().GetFirstDay(),
		changed.GetSpend().GetLastDay(), changed.GetSpend().GetAmountKopeks(), changed.GetSpend().GetNote()})
	_, err = client.UpdateCampaignSpend(h.ctx, &salesv1.UpdateCampaignSpendRequest{Id: id, Version: 1, Note: proto.String("late")})
	require.Equal(t, codes.Aborted, status.Code(err))

	for range 2 {
		gone, err := client.DeleteCampaignSpend(h.ctx, &salesv1.DeleteCampaignSpendRequest{Id: id})
		require.NoError(t, err)
		require.Equal(t, int32(3), gone.GetSpend().GetVersion())
	}
	list, err := client.ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{})
	require.NoError(t, err)
	require.Empty(t, list.GetItems())
	_, err = client.UpdateCampaignSpend(h.ctx, &salesv1.UpdateCampaignSpendRequest{Id: id, Version: 3})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
	_, err = client.RestoreCampaignSpend(h.ctx, &salesv1.RestoreCampaignSpendRequest{Id: id})
	require.NoError(t, err)
	h.spend(&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(2), FirstDay: "2026-03-01", AmountKopeks: 1, Currency: "rub"})
	list, err = client.ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{PageSize: 1})
	require.NoError(t, err)
	require.Equal(t, "Blog", list.GetItems()[0].GetCampaignName())
	list, err = client.ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{PageSize: 1, PageToken: list.GetNextPageToken()})
	require.NoError(t, err)
	require.Equal(t, id, list.GetItems()[0].GetId())
	var versions int
	require.NoError(t, h.db.QueryRow(h.ctx, `SELECT count(*) FROM sales.campaign_spend WHERE id = $1`, id).Scan(&versions))
	require.Equal(t, 4, versions, "nothing is overwritten")

	for name, c := range map[string]struct {
		q    *salesv1.CreateCampaignSpendRequest
		want codes.Code
	}{
		"neither":         {&salesv1.CreateCampaignSpendRequest{FirstDay: "2026-03-01", AmountKopeks: 1}, codes.InvalidArgument},
		"both":            {&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(1), Channel: "x", FirstDay: "2026-03-01", AmountKopeks: 1}, codes.InvalidArgument},
		"dollars":         {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01", AmountKopeks: 1, Currency: "USD"}, codes.InvalidArgument},
		"no day":          {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-02-30", AmountKopeks: 1}, codes.InvalidArgument},
		"ends before":     {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-02", LastDay: "2026-03-01", AmountKopeks: 1}, codes.InvalidArgument},
		"too long":        {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2001-01-01", LastDay: "2026-01-01", AmountKopeks: 1}, codes.InvalidArgument},
		"nothing spent":   {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01"}, codes.InvalidArgument},
		"unknown to us":   {&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(99), FirstDay: "2026-03-01", AmountKopeks: 1}, codes.NotFound},
		"less than zero":  {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01", AmountKopeks: -5}, codes.InvalidArgument},
		"a long currency": {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01", AmountKopeks: 1, Currency: "RUBL"}, codes.InvalidArgument},
	} {
		_, err := client.CreateCampaignSpend(h.keyed(name), c.q)
		require.Equal(t, c.want, status.Code(err), name)
	}
}

func TestSpendByFilter(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	h.spend(&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(1), FirstDay: "2026-02-01", LastDay: "2026-02-10", AmountKopeks: 1, Note: "Spring_sale"})
	h.spend(&salesv1.CreateCampaignSpendRequest{Channel: "Posters", FirstDay: "2026-02-05", AmountKopeks: 2})
	one, two := "VK 2026-02-01..2026-02-10 1", "Posters 2026-02-05..2026-02-05 2"
	for name, c := range map[string]struct {
		q    *salesv1.ListCampaignSpendRequest
		want []string
	}{
		"all":         {&salesv1.ListCampaignSpendRequest{}, []string{two, one}},
		"channels":    {&salesv1.ListCampaignSpendRequest{Channels: true}, []string{two}},
		"campaign":    {&salesv1.ListCampaignSpendRequest{CampaignId: proto.Int64(1)}, []string{one}},
		"its slug":    {&salesv1.ListCampaignSpendRequest{Text: "vk"}, []string{one}},
		"a channel":   {&salesv1.ListCampaignSpendRequest{Text: "POST"}, []string{two}},
		"a note":      {&salesv1.ListCampaignSpendRequest{Text: "g_s"}, []string{one}},
		"until":       {&salesv1.ListCampaignSpendRequest{To: "2026-02-05"}, []string{one}},
		"from":        {&salesv1.ListCampaignSpendRequest{From: "2026-02-06"}, []string{one}},
		"later":       {&salesv1.ListCampaignSpendRequest{From: "2026-02-11"}, nil},
		"after a row": {&salesv1.ListCampaignSpendRequest{AfterId: proto.Int64(2), Count: proto.Bool(false)}, []string{one}},
	} {
		list, err := h.campaignClient().ListCampaignSpend(h.ctx, c.q)
		require.NoError(t, err)
		var got []string
		for _, e := range list.GetItems() {
			got = append(got, fmt.Sprintf("%s%s %s..%s %d", e.GetCampaignName(), e.GetChannel(), e.GetFirstDay(), e.GetLastDay(), e.GetAmountKopeks()))
		}
		require.Equal(t, c.want, got, name)
	}
	_, err := h.campaignClient().ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{From: "soon"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

const spendFile = "Метка;Канал;Дата с;Дата по;Сумма\nvk;;01.03.2026;;1 000,50 ₽\nBlog;;01.03.2026;10.03.2026;200\n;Афиши;2026-03-02;;300\nvk;;01.03.2026;;1000,5\n"

func (h *shop) check(content string, withDuplicates bool) *salesv1.CheckSpendImportResponse {
	h.t.Helper()
	answer, err := h.campaignClient().CheckSpendImport(h.ctx, &salesv1.CheckSpendImportRequest{Content: []byte(content), WithDuplicates: withDuplicates})
	require.NoError(h.t, err)
	return answer
}

func (h *shop) entries(q *salesv1.ListCampaignSpendRequest) []string {
	h.t.Helper()
	list, err := h.campaignClient().ListCampaignSpend(h.ctx, q)
	require.NoError(h.t, err)
	require.Equal(h.t, int32(len(list.GetItems())), list.GetTotal())
	var sum int64
	var told []string
	for _, e := range list.GetItems() {
		if !e.GetDeleted() {
			sum += e.GetAmountKopeks()
		}
		told = append(told, fmt.Sprintf("%s%s %s..%s %d", e.GetCampaignName(), e.GetChannel(), e.GetFirstDay(), e.GetLastDay(), e.GetAmountKopeks()))
	}
	require.Equal(h.t, sum, list.GetAmountKopeks())
	return told
}

func TestAFileOfSpendIsEnteredWholeAndTakenBackWhole(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	h.spend(&salesv1.CreateCampaignSpendRequest{Channel: "афиши", FirstDay: "2026-03-02", AmountKopeks: 300_00})
	client := h.campaignClient()
	preview := h.check(spendFile, false)
	require.Equal(t, []any{"UTF-8", ";", int32(4), int32(2), int64(1200_50), int32(2), int32(0)}, []any{preview.GetEncoding(), preview.GetSeparator(), preview.GetEntries(),
		preview.GetNewRows(), preview.GetNewKopeks(), preview.GetDuplicates(), preview.GetWrongRows()})
	var rows []string
	for _, r := range preview.GetRows() {
		rows = append(rows, fmt.Sprintf("%d %s%s %s%d", r.GetLine(), r.GetCampaignName(), r.GetChannel(), r.GetDuplicate(), r.GetSameAsLine()))
	}
	require.Equal(t, []string{"2 VK 0", "3 Blog 0", "4 Афиши ledger0", "5 VK file2"}, rows)
	require.Len(t, h.entries(&salesv1.ListCampaignSpendRequest{}), 1, "a check writes nothing")

	create := &salesv1.CreateSpendImportRequest{Content: []byte(spendFile), FileName: "march.csv", ExpectedRows: 2, ExpectedKopeks: 1200_50}
	_, err := client.CreateSpendImport(h.ctx, create)
	require.Equal(t, codes.InvalidArgument, status.Code(err), "needs a key")
	var made *salesv1.SpendImport
	for range 2 {
		answer, err := client.CreateSpendImport(h.keyed("file-1"), create)
		require.NoError(t, err)
		if made != nil {
			require.Equal(t, made.GetId(), answer.GetImport().GetId())
		}
		made = answer.GetImport()
	}
	require.Equal(t, []any{"march.csv", int32(2), int64(1200_50), int32(2), "test"}, []any{made.GetFileName(), made.GetRows(), made.GetAmountKopeks(), made.GetDuplicates(), made.GetAuthorName()})
	require.Equal(t, []string{"Blog 2026-03-01..2026-03-10 20000", "VK 2026-03-01..2026-03-01 100050"}, h.entries(&salesv1.ListCampaignSpendRequest{ImportId: &made.Id}))
	require.Equal(t, int64(1000_50), h.campaigns(&salesv1.ListCampaignsRequest{Text: "vk"}).GetItems()[0].GetFigures().GetSpendKopeks())
	_, err = client.CreateSpendImport(h.keyed("file-1"), &salesv1.CreateSpendImportRequest{Content: []byte(spendFile), ExpectedRows: 1, ExpectedKopeks: 1})
	require.Equal(t, codes.AlreadyExists, status.Code(err))
	_, err = client.CreateSpendImport(h.keyed("file-2"), create)
	require.Equal(t, codes.Aborted, status.Code(err), "the ledger says all of it by now")
	require.Zero(t, h.check(spendFile, false).GetNewRows())
	again := h.check(spendFile, true)
	require.Equal(t, []int32{4, 4}, []int32{again.GetNewRows(), again.GetDuplicates()})

	// An entry corrected since goes too; the correction stays on record.
	list, err := client.ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{CampaignId: proto.Int64(1)})
	require.NoError(t, err)
	_, err = client.UpdateCampaignSpend(h.ctx, &salesv1.UpdateCampaignSpendRequest{Id: list.GetItems()[0].GetId(), Version: 1, AmountKopeks: proto.Int64(5)})
	require.NoError(t, err)
	for range 2 {
		undone, err := client.UndoSpendImport(h.ctx, &salesv1.UndoSpendImportRequest{Id: made.GetId()})
		require.NoError(t, err)
		require.NotNil(t, undone.GetImport().GetUndoneAt())
		require.Equal(t, "test", undone.GetImport().GetUndoneBy())
	}
	require.Equal(t, []string{"афиши 2026-03-02..2026-03-02 30000"}, h.entries(&salesv1.ListCampaignSpendRequest{}))
	require.Nil(t, h.campaigns(&salesv1.ListCampaignsRequest{Text: "vk"}).GetItems()[0].GetFigures().SpendKopeks)
	require.Equal(t, []string{"Blog 2026-03-01..2026-03-10 20000", "VK 2026-03-01..2026-03-01 5"}, h.entries(&salesv1.ListCampaignSpendRequest{ImportId: &made.Id, Deleted: true}))
	require.Equal(t, int32(2), h.check(spendFile, false).GetNewRows(), "what was taken back may come again")
	_, err = client.CreateSpendImport(h.keyed("file-3"), create)
	require.NoError(t, err)
	imports, err := client.ListSpendImports(h.ctx, &salesv1.ListSpendImportsRequest{PageSize: 1})
	require.NoError(t, err)
	require.Nil(t, imports.GetItems()[0].GetUndoneAt())
	imports, err = client.ListSpendImports(h.ctx, &salesv1.ListSpendImportsRequest{PageSize: 1, PageToken: imports.GetNextPageToken()})
	require.NoError(t, err)
	require.Equal(t, made.GetId(), imports.GetItems()[0].GetId())
	_, err = client.UndoSpendImport(h.ctx, &salesv1.UndoSpendImportRequest{Id: 99})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestAFileWithOneWrongLineEntersNothing(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	content := spendFile + "tiktok;;2026-03-04;;5\nvk;;2026-03-05;;-5\nvk;;03/06/2026;;0\n"
	preview := h.check(content, false)
	var told []string
	for _, issue := range preview.GetIssues() {
		told = append(told, fmt.Sprintf("%d %s %s %s", issue.GetLine(), issue.GetColumn(), issue.GetCode(), issue.GetValue()))
		require.NotEmpty(t, issue.GetWhat())
		require.NotEmpty(t, issue.GetHow())
	}
	require.Equal(t, []string{"6 Метка campaign_unknown tiktok", "7 Сумма amount_negative -5", "8 Дата с date 03/06/2026", "8 Сумма amount_zero 0"}, told)
	require.Equal(t, []int32{3, 4, 7}, []int32{preview.GetWrongRows(), preview.GetIssueCount(), preview.GetEntries()})
	_, err := h.campaignClient().CreateSpendImport(h.keyed("wrong"), &salesv1.CreateSpendImportRequest{Content: []byte(content), ExpectedRows: preview.GetNewRows(),
		ExpectedKopeks: preview.GetNewKopeks()})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	require.ErrorContains(t, err, "on line 6, column Метка")
	require.Empty(t, h.entries(&salesv1.ListCampaignSpendRequest{Deleted: true}))
	large := h.check(strings.Repeat("x", 600<<10), false)
	require.Equal(t, "size", large.GetIssues()[0].GetCode())
}

// Two people who apply the same file at once enter it once.
func TestTheSameFileTwiceAtOnce(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	results := make(chan error, 4)
	for n := range 4 {
		go func() {
			results <- second(h.campaignClient().CreateSpendImport(h.keyed(fmt.Sprint("at once ", n)),
				&salesv1.CreateSpendImportRequest{Content: []byte(spendFile), ExpectedRows: 3, ExpectedKopeks: 1500_50}))
		}()
	}
	entered := 0
	for range 4 {
		if err := <-results; err == nil {
			entered++
		} else {
			require.Equal(t, codes.Aborted, status.Code(err))
		}
	}
	require.Equal(t, 1, entered)
	require.Len(t, h.entries(&salesv1.ListCampaignSpendRequest{}), 3)
}
