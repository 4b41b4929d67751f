package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// servers reads the names that customers see for the panel's squads.
func servers() *table {
	return &table{
		entity: "server", name: "server_squads", batch: &bedolagav1.ServerBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "squad_uuid", kind: text, required: true}, {name: "display_name", kind: text, required: true},
			{name: "country_code", kind: text}, {name: "is_available", kind: boolean}, {name: "price_kopeks", kind: integer},
		},
		empty: func() proto.Message { return &bedolagav1.Server{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.Server{Id: r.key(), SquadUuid: r.text("squad_uuid"), Name: r.text("display_name"), CountryCode: r.text("country_code"),
				IsAvailable: r.bool("is_available"), PriceKopeks: r.int("price_kopeks")}
		},
		fact:   func(m proto.Message) string { return m.(*bedolagav1.Server).GetSquadUuid() },
		events: untold,
	}
}
