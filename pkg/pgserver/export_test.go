package pgserver

// Forget gives up the folder's lock without stopping the server.
func (s *Server) Forget() error { return s.lock.Close() }

// Link makes the library symlinks of an npm package.
func Link(pkg string) error { return link(pkg) }

// Fetch gets PostgreSQL with npm.
var Fetch = fetch
