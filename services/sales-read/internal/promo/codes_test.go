package promo

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCodesAreDifferentAndEasyToRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		length := Shortest(n) + rapid.IntRange(0, 5).Draw(t, "longer")
		first, err := Codes(rand.Reader, "SALE-", length, n, nil)
		require.NoError(t, err)
		avoid, made := map[string]bool{}, map[string]bool{}
		for _, code := range first {
			avoid[code] = true
		}
		require.Len(t, avoid, n)
		second, err := Codes(rand.Reader, "SALE-", length, n, avoid)
		require.NoError(t, err)
		for _, code := range second {
			require.False(t, avoid[code] || made[code], code)
			made[code] = true
			require.True(t, strings.HasPrefix(code, "SALE-"))
			require.Len(t, code, 5+length)
			require.Empty(t, strings.Trim(code[5:], Alphabet))
		}
	})
	require.False(t, strings.ContainsAny(Alphabet, "0O1IL"))
}

func TestCodesTakeEveryCharacterAsOften(t *testing.T) {
	t.Parallel()
	var every []byte
	for b := range 256 {
		every = append(every, byte(b))
	}
	codes, err := Codes(bytes.NewReader(every), "", 8, 31, nil)
	require.NoError(t, err)
	for _, r := range Alphabet {
		require.Equal(t, 8, strings.Count(strings.Join(codes, ""), string(r)), string(r))
	}
	_, err = Codes(bytes.NewReader(every[:3]), "", 8, 1, nil)
	require.True(t, errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF), err)
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		prefix        string
		length, count int
		want          string
	}{
		{"", 4, 1, ""}, {"SPRING-26_", 6, 1000, ""}, {"ВЕСНА", 6, 1000, ""},
		{"", 5, 1000, "length"}, {"", 4, 10, "length"}, {"", 5, 286, ""}, {"", 5, 287, "length"},
		{strings.Repeat("A", 40), 10, 1, ""}, {strings.Repeat("A", 40), 11, 1, "length"},
		{"A B", 6, 1, "prefix"}, {"a", 6, 1, "prefix"}, {"A;", 6, 1, "prefix"}, {"ß", 6, 1, "prefix"},
	} {
		found := CheckName(c.prefix, c.length, c.count)
		if c.want == "" {
			require.Empty(t, found, c)
			continue
		}
		require.Len(t, found, 1, c)
		require.Equal(t, c.want, found[0].Field, c)
	}
}
