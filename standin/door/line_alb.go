package door

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"strconv"
	"strings"
	"time"

	"squall/standin/outcome"
)

// stamp is the time format of the load balancer's log.
const stamp = "2006-01-02T15:04:05.000000Z"

// albLine is an entry of the load balancer's access log, all 34 fields. For a
// function the target is always "-", its status is kept when it answered, and
// error_reason says what the client's 502 was.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
func albLine(x *exchange, b []byte) []byte {
	code := number(x.functionStatus())
	words := [...]string{
		x.scheme(), time.Now().UTC().Format(stamp), x.balancer(), net.JoinHostPort(x.ip, x.port), "-",
	}
	for _, w := range words {
		b = append(append(b, w...), ' ')
	}
	b = x.appendTimes(b)
	b = append(b, number(x.status)+" "+code+" "+strconv.Itoa(x.requestBytes())+" "+strconv.Itoa(x.outBytes)+" "...)
	b = appendLogged(b, x.r.Method+" "+x.scheme()+"://"+x.hostPort()+x.r.RequestURI+" "+x.r.Proto)
	b = appendLogged(append(b, ' '), x.r.UserAgent())
	b = append(b, " - - "+x.targetGroup()+" "...)
	b = appendLogged(b, x.trace)
	b = append(b, ` "-" "-" `+strconv.Itoa(x.route.Priority)+" "+x.start.UTC().Format(stamp)+` "forward" "-" `...)
	b = appendLogged(b, x.face.LogReason)
	b = append(b, ` "-" "-" "-" "-" `+x.connection()+` "-" "-" - `...)
	return append(b, nodeAddress...)
}

// nodeAddress is the last field, the address of the load balancer's node.
const nodeAddress = "127.0.0.1"

// appendTimes writes the three processing times: -1 each when the request went
// no further than the door, and for the last two when nothing came back.
func (x *exchange) appendTimes(b []byte) []byte {
	if !x.invoked {
		return append(b, "-1 -1 -1 "...)
	}
	b = append(seconds(b, x.sent.Sub(x.start)), ' ')
	if x.end == outcome.ClientGone {
		return append(b, "-1 -1 "...)
	}
	b = append(seconds(b, x.back.Sub(x.sent)), ' ')
	return append(seconds(b, time.Since(x.back)), ' ')
}

func seconds(b []byte, d time.Duration) []byte {
	return strconv.AppendFloat(b, d.Round(time.Millisecond).Seconds(), 'f', 3, 64)
}

func number(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

// appendLogged writes a quoted field; "-" stands for an empty one, and what
// could end the field is written as \xHH.
func appendLogged(b []byte, s string) []byte {
	if s == "" {
		s = "-"
	}
	b = append(b, '"')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			b = append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			continue
		}
		b = append(b, c)
	}
	return append(b, '"')
}

func (x *exchange) balancer() string {
	return "app/squall/" + hexID("loadbalancer", x.d.cfg.Account, x.d.cfg.Region)
}

// hostPort is the host with the port that the log always shows.
func (x *exchange) hostPort() string {
	host := x.r.Host
	if strings.LastIndexByte(host, ':') > strings.LastIndexByte(host, ']') {
		return host
	}
	return host + ":" + x.listenerPort()
}

// connection is the id of the client's connection: equal for all requests on
// one, as the connection log would need it.
func (x *exchange) connection() string {
	sum := sha256.Sum256([]byte(x.r.RemoteAddr + "\x00" + x.listenerPort()))
	return "TID_" + hex.EncodeToString(sum[:16])
}

// hexID is sixteen digits that only depend on the parts, as in ELB's ARNs.
func hexID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}
