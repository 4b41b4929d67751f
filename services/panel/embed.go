// Package panel holds the built web panel inside the binary. Before the first build it holds placeholder.html only.
package panel

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the panel's files, rooted at its build folder: index.html and assets/ after a build, placeholder.html always.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded at compile time: it cannot be missing
	}
	return sub
}
