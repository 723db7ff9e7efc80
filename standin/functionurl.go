package standin

import (
	"net"
	"net/url"

	"squall/standin/catalog"
	"squall/standin/catalog/record"
	"squall/standin/door/route"
)

// functionURL makes a function reachable by the URL that it has in the API, or
// unreachable without u, and gives its address. That is AWS's with localhost in
// place of on.aws, and the port of the door: curl and browsers find it, and the
// door takes any host that begins like it.
func (s *Standin) functionURL(of catalog.Ref, u *record.URL) string {
	account := s.options.World.Account
	r := route.Route{Function: of.Name, Qualifier: of.Qualifier, Account: of.Account, Region: of.Region}
	if of.Account == account.ID && of.Region == account.Region {
		r.Account, r.Region = "", ""
	}
	if u == nil {
		s.doors.Registry().DeregisterURL(r)
		return ""
	}
	r.Signed, r.Stream = u.Auth == "AWS_IAM", u.Mode == "RESPONSE_STREAM"
	host := s.doors.Registry().RegisterURL(r) + ".lambda-url." + of.Region + ".localhost"
	if door, err := url.Parse(s.addrs["url"]); err == nil && door.Port() != "" {
		host = net.JoinHostPort(host, door.Port())
	}
	return s.scheme() + host + "/"
}
