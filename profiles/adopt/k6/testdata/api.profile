# Made by squall init of api.js. Run it with: squall run FILE
name: api
# Not carried over:
#   line 5: scenario shared: its executor shared-iterations has no rate that could be told ahead
#   line 13: ws.connect(): squall sends HTTP only
#   line 6: threshold http_reqs: count>1000
#   line 2: module k6/ws: it is not run, and what it gives is a random number

attack:
  # Not carried over:
  #   line 10: the value of header x-api-key is a random number; data: can fill it in
  #   line 11: the check r.status === 200 || r.status === 202
  #   line 11: the check JSON.parse(r.body).ok === true
  #   values in the body of /prod/upload are random numbers; data: can fill them in
  - name: api
    url: "https://abc123.execute-api.us-east-1.amazonaws.com"
    requests:
      - {method: PUT, resource: "/prod/items/1", headers: {"x-api-key": "{{random 1 1000}}"}, payload: {template: "{\"n\":{{random 1 100}},\"i\":{{n}},\"at\":\"{{now}}\"}"}}
      - {method: POST, resource: "/prod/upload", headers: {"Content-Type": "application/x-www-form-urlencoded"}, payload: {template: "file={{random 1 1000}}"}}
      - {method: GET, resource: "/prod/late"}
    phases:
      - {for: 5m0s, rate: 30/s, arrival: poisson}
expect:
  - p99 < 300ms
