package spendcsv

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"
)

func day(value string) time.Time {
	at, err := time.Parse(time.DateOnly, value)
	if err != nil {
		panic(err)
	}
	return at
}

var today = day("2026-03-16")

func TestFilesAreRead(t *testing.T) {
	t.Parallel()
	cyrillic, err := charmap.Windows1251.NewEncoder().String("Метка;Дата;Сумма, руб\nvk;01.03.2026;1 500,50 ₽\n")
	if err != nil { // ₽ is not in Windows-1251
		cyrillic, err = charmap.Windows1251.NewEncoder().String("Метка;Дата;Сумма, руб\nvk;01.03.2026;1 500,50 руб\n")
	}
	require.NoError(t, err)
	want := []Row{{Line: 2, Campaign: "vk", First: day("2026-03-01"), Last: day("2026-03-01"), Kopeks: 1500_50}}
	for name, c := range map[string]struct {
		content   string
		separator rune
		encoding  string
	}{
		"semicolons":       {"campaign;date;amount\nvk;2026-03-01;1500,50\n", ';', UTF8},
		"commas":           {"campaign,date,amount\nvk,2026-03-01,1500.50\n", ',', UTF8},
		"tabs":             {"campaign\tdate\tamount\nvk\t2026-03-01\t1500.50\n", '\t', UTF8},
		"byte order mark":  {"\uFEFFкампания;дата;сумма\nvk;1.3.2026;1 500,50 ₽\n", ';', UTF8},
		"Windows-1251":     {cyrillic, ';', CP1251},
		"quoted":           {"\"Campaign\",\"Start date\",\"End date\",\"Cost (RUB)\"\n\"vk\",\"2026-03-01\",\"2026-03-01\",\"1,500.50\"\n", ',', UTF8},
		"lines of Windows": {"campaign;date;amount\r\nvk;2026-03-01;1500.5\r\n\r\n", ';', UTF8},
		"lines of old Mac": {"campaign;date;amount\rvk;2026-03-01;1500.5\r", ';', UTF8},
		"with a time":      {"campaign;date;amount;currency\nvk;2026-03-01 00:00:00;1500.5;RUB\n", ';', UTF8},
	} {
		file := Parse([]byte(c.content), today)
		require.Empty(t, file.Issues, name)
		require.Equal(t, want, file.Rows, name)
		require.Equal(t, string(c.separator), string(file.Separator), name)
		require.Equal(t, c.encoding, file.Encoding, name)
	}
	file := Parse([]byte("sep=;\n\nКанал;Период;Сумма;Комментарий;CTR\n\n Реклама  у Ани ;01.03.2026 - 10.03.2026;10000;за март;2%\n"), today)
	require.Empty(t, file.Issues)
	require.Equal(t, []Row{{Line: 5, Channel: "Реклама у Ани", First: day("2026-03-01"), Last: day("2026-03-10"), Kopeks: 10000_00, Note: "за март"}}, file.Rows)
	require.Equal(t, []string{"CTR"}, file.Ignored)
}

func TestFilesAreRefused(t *testing.T) {
	t.Parallel()
	head := "campaign;channel;from;to;amount;currency;note\n"
	for name, c := range map[string]struct{ content, want string }{
		"empty":              {" \n ", "0::empty"},
		"only a head":        {head, "0::empty"},
		"a workbook":         {"PK\x03\x04....", "0::encoding"},
		"UTF-16":             {"\xff\xfec\x00a\x00", "0::encoding"},
		"broken bytes":       {"campaign;date;amount\nvk\xff\xfe\x98\x01;2026-03-01;1\n", "0::encoding"},
		"too large":          {strings.Repeat("x", MostBytes+1), "0::size"},
		"no columns":         {"a;b;c\n1;2;3\n", "1:amount:column_missing 1:campaign:column_missing 1:from:column_missing"},
		"one column twice":   {"campaign;tag;date;amount\n", "1:tag:column_twice"},
		"open quotes":        {head + "vk;;2026-03-01;;1;;\"open\n", "2::quote"},
		"too many cells":     {head + "vk;;2026-03-01;;1;;note;more\n", "2::cells"},
		"nobody":             {head + ";;2026-03-01;;1;;\n", "2:campaign:target_missing"},
		"two":                {head + "vk;posters;2026-03-01;;1;;\n", "2:channel:target_twice"},
		"no day":             {head + "vk;;;;1;;\n", "2:from:date"},
		"American day":       {head + "vk;;03/01/2026;;1;;\n", "2:from:date"},
		"31 February":        {head + "vk;;31.02.2026;;1;;\n", "2:from:date"},
		"two-digit year":     {head + "vk;;01.03.26;;1;;\n", "2:from:date"},
		"last before first":  {head + "vk;;2026-03-02;2026-03-01;1;;\n", "2:to:date_order"},
		"far ahead":          {head + "vk;;2062-03-02;;1;;\n", "2:from:date_far"},
		"long ago":           {head + "vk;;1926-03-02;;1;;\n", "2:from:date_far"},
		"longer than life":   {head + "vk;;2010-03-02;2026-01-01;1;;\n", "2:to:date_long"},
		"no amount":          {head + "vk;;2026-03-01;;;;\n", "2:amount:amount_missing"},
		"words":              {head + "vk;;2026-03-01;;a lot;;\n", "2:amount:amount"},
		"negative":           {head + "vk;;2026-03-01;;-5;;\n", "2:amount:amount_negative"},
		"nothing":            {head + "vk;;2026-03-01;;0,00;;\n", "2:amount:amount_zero"},
		"huge":               {head + "vk;;2026-03-01;;99999999999999999999;;\n", "2:amount:amount_huge"},
		"two readings":       {head + "vk;;2026-03-01;;1,234;;\n", "2:amount:amount_ambiguous"},
		"dollars by sign":    {head + "vk;;2026-03-01;;$5;;\n", "2:amount:currency"},
		"dollars by column":  {head + "vk;;2026-03-01;;5;USD;\n", "2:currency:currency"},
		"long note":          {head + "vk;;2026-03-01;;5;;" + strings.Repeat("я", 501) + "\n", "2:note:text_long"},
		"everything at once": {head + ";;x;;y;EUR;\n", "2:campaign:target_missing 2:from:date 2:amount:amount 2:currency:currency"},
	} {
		file := Parse([]byte(c.content), today)
		var got []string
		for _, issue := range file.Issues {
			got = append(got, fmt.Sprintf("%d:%s:%s", issue.Line, issue.Column, issue.Code))
			require.NotEmpty(t, issue.What, name)
			require.NotEmpty(t, issue.How, name)
		}
		require.Equal(t, c.want, strings.Join(got, " "), name)
		require.Empty(t, file.Rows, name)
	}
	file := Parse([]byte(head+strings.Repeat("vk;;2026-03-01;;5;;\n", MostRows+1)), today)
	require.Len(t, file.Rows, MostRows)
	require.Equal(t, codeRows, file.Issues[0].Code)
	// One wrong line does not hide the right ones behind it.
	file = Parse([]byte(head+"vk;;2026-03-01;;5;;\nvk;;x;;5;;\nvk;;2026-03-02;;5;;\n"), today)
	require.Equal(t, []int{2, 4}, []int{file.Rows[0].Line, file.Rows[1].Line})
	require.Equal(t, "x", file.Issues[0].Value)
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]int64{
		"1": 100, "1,5": 150, "1.05": 105, "1 234": 1234_00, "1 234,56 ₽": 1234_56, "1.234,56": 1234_56, "1,234.56": 1234_56, "1,234,567": 1234567_00, "1.234.567,8": 1234567_80,
		"₽ 12": 1200, "12 руб.": 1200, "12р": 1200, "1\u00A0234\u202F567": 1234567_00, "1'234": 1234_00, "0,01": 1, "007": 700, "1000000000000": MostKopeks, "12 RUB": 1200,
	} {
		kopeks, code, _, _ := readAmount(cell)
		require.Empty(t, code, cell)
		require.Equal(t, want, kopeks, cell)
	}
	for cell, want := range map[string]string{
		"1,234": codeAmountTwoWays, "1.234": codeAmountTwoWays, "12 34": codeAmount, "1.2.3": codeAmount, "1,2345": codeAmount, "1e5": codeAmount, "٣": codeAmount, "1,": codeAmount,
		",5": codeAmount, "1 000 000 000 000,01": codeAmountHuge, "−7": codeAmountNegative, "0": codeAmountZero, "100 $": codeCurrency, "": codeAmountMissing, "1234,567,89": codeAmount, "-": codeAmount,
	} {
		_, code, _, _ := readAmount(cell)
		require.Equal(t, want, code, cell)
	}
}

// However an amount is written, it is read back.
func TestAmountsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kopeks := rapid.Int64Range(1, MostKopeks).Draw(t, "kopeks")
		group := rapid.SampledFrom([]string{"", " ", "\u00A0", "\u202F", "'"}).Draw(t, "group")
		decimal := rapid.SampledFrom([]string{",", "."}).Draw(t, "decimal")
		sign := rapid.SampledFrom([]string{"", " ₽", "₽", " руб.", " RUB"}).Draw(t, "sign")
		whole := fmt.Sprint(kopeks / 100)
		for at := len(whole) - 3; at > 0; at -= 3 {
			whole = whole[:at] + group + whole[at:]
		}
		got, code, _, _ := readAmount(fmt.Sprintf("%s%s%02d%s", whole, decimal, kopeks%100, sign))
		require.Empty(t, code)
		require.Equal(t, kopeks, got)
	})
}

func TestPlan(t *testing.T) {
	t.Parallel()
	file := Parse([]byte("Метка;Канал;Дата;Сумма\nvk;;2026-03-01;10\nВК Реклама;;2026-03-01;10\n7;;2026-03-02;20\nБлог;;2026-03-02;20\nnobody;;2026-03-02;20\n;Афиши;2026-03-02;5\n;афиши;2026-03-02;5\n3;;2026-03-04;9\n"), today)
	require.Empty(t, file.Issues)
	plan := Resolve(file, []Known{{1, "vk", "ВК реклама"}, {7, "b1", "Блог"}, {8, "b2", "блог"}, {9, "3", "digit"}, {3, "tri", "three"}})
	plan.MarkDuplicates([]Entry{{CampaignID: 7, First: day("2026-03-02"), Last: day("2026-03-02"), Kopeks: 20_00}, {CampaignID: 7, First: day("2026-03-02"), Last: day("2026-03-03"), Kopeks: 5_00}})
	var got []string
	for _, row := range plan.Rows {
		got = append(got, fmt.Sprintf("%d:%d%s:%d:%v", row.Line, row.CampaignID, row.Entry.Channel, row.OfLine, row.InLedger))
	}
	require.Equal(t, []string{"2:1:0:false", "3:1:2:false", "4:7:0:true", "7:0Афиши:0:false", "8:0афиши:7:false", "9:9:0:false"}, got, "a tag before a number")
	require.Equal(t, []string{"5:Метка:campaign_ambiguous:Блог", "6:Метка:campaign_unknown:nobody"}, []string{told(plan.Issues[0]), told(plan.Issues[1])})
	require.Len(t, plan.New(false), 3)
	require.Len(t, plan.New(true), 6)
}

func told(i Issue) string { return fmt.Sprintf("%d:%s:%s:%s", i.Line, i.Column, i.Code, i.Value) }

// Whatever the bytes: no panic, rows keep the rules, every entry is a row or has an issue.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"campaign;date;amount\nvk;2026-03-01;1 500,50 ₽\n", "\uFEFFКанал,С,По,Сумма\n\"a\"\"b\",1.1.2026,2.1.2026,\"1,000.5\"\n", "sep=,\nx", "\"", "\xcc\xe5\xf2\xea\xe0;a", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		file := Parse(content, today)
		lines := map[int]bool{}
		for _, issue := range file.Issues {
			require.NotEmpty(t, issue.Code)
			lines[issue.Line] = true
		}
		for _, row := range file.Rows {
			require.False(t, lines[row.Line])
			require.True(t, row.Kopeks > 0 && row.Kopeks <= MostKopeks)
			require.False(t, row.Last.Before(row.First))
			require.NotEqual(t, row.Campaign == "", row.Channel == "")
			require.NotContains(t, row.Note+row.Channel+row.Campaign, "\x00")
		}
		require.GreaterOrEqual(t, file.Entries, len(file.Rows))
		Resolve(file, []Known{{1, "vk", "VK"}})
	})
}
