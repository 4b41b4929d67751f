package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// servers reads the names that customers see for the panel's squads.
func servers() *Table {
	return &Table{
		Entity: "server", Name: "server_squads", Batch: &bedolagav1.ServerBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "squad_uuid", Kind: Text, Required: true}, {Name: "display_name", Kind: Text, Required: true},
			{Name: "country_code", Kind: Text}, {Name: "is_available", Kind: Boolean}, {Name: "price_kopeks", Kind: Integer},
		},
		Empty: func() proto.Message { return &bedolagav1.Server{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.Server{Id: r.Key(), SquadUuid: r.text("squad_uuid"), Name: r.text("display_name"), CountryCode: r.text("country_code"),
				IsAvailable: r.bool("is_available"), PriceKopeks: r.int("price_kopeks")}
		},
		Fact:   func(m proto.Message) string { return m.(*bedolagav1.Server).GetSquadUuid() },
		Events: untold,
	}
}
