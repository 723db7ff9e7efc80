# Made by squall init of checkout.js. Run it with: squall run FILE
name: checkout
# Not carried over:
#   line 47: scenario once: its executor per-vu-iterations has no rate that could be told ahead
#   line 27: scenario browse: gracefulRampDown
#   line 38: scenario buy: env, tags
#   line 68: a loop: what is in it is sent once
#   line 92: if (!ok): both ways are taken
#   line 20: threshold http_req_duration: p(99.5)<1500
#   line 20: threshold http_req_duration: avg<200
#   line 21: threshold http_req_duration{name:checkout}: p(95)<800
#   line 23: threshold checkout_time: p(95)<1000
#   line 24: threshold checks: rate>0.99
#   line 5: module https://jslib.k6.io/papaparse/5.1.1/index.js: it is not run, and what it gives is a random number
#   line 6: module https://jslib.k6.io/k6-utils/1.4.0/index.js: it is not run, and what it gives is a random number
#   line 7: module k6/encoding: it is not run, and what it gives is a random number
#   line 51: setup(), which k6 calls once: what it gives is not known to the requests
#   line 97: teardown(), which k6 calls once: what it gives is not known to the requests
#   line 98: handleSummary(), which k6 calls once: what it gives is not known to the requests
#   line 13: metric checkoutTime of the script's own
#   line 14: metric errors of the script's own
#   line 17: option discardResponseBodies
#   line 18: option userAgent

attack:
  # Not carried over:
  #   values of /products/{{random 1 1000}} are random numbers; data: can fill them in
  #   an iteration is taken to last its 1s of sleep
  - name: browse
    url: "https://shop.example.com"
    requests:
      - {method: GET, resource: "/", checks: [{status: 200}, {contains: "<title>"}]}
      - {method: GET, resource: "/static/app.js"}
      - {method: GET, resource: "/static/app.css"}
      - {method: GET, resource: "/products/{{random 1 1000}}"}
    phases:
      - {for: 30s, from: 0/s, to: 200/s, arrival: poisson}
      - {for: 2m0s, rate: 200/s, arrival: poisson}
      - {for: 30s, from: 200/s, to: 0/s, arrival: poisson}
  # Not carried over:
  #   line 78: the value of header Authorization is a random number; data: can fill it in
  #   line 81: the parameter redirects
  #   values in the body of /checkout are random numbers; data: can fill them in
  #   line 88: the check r.json().orderId !== undefined
  #   line 89: the check r.timings.duration < 1000
  #   values of /orders/{{random 1 1000}} are random numbers; data: can fill them in
  #   line 78: the value of header Authorization is a random number; data: can fill it in
  #   line 81: the parameter redirects
  - name: buy
    url: "https://shop.example.com"
    requests:
      - {method: POST, resource: "/checkout", headers: {"Authorization": "Bearer {{random 1 1000}}", "Content-Type": "application/json", "Idempotency-Key": "{{uuid}}"}, payload: {template: "{\"user\":{{random 1 1000}},\"items\":[{\"sku\":\"A-1\",\"qty\":2}],\"coupon\":null}"}, checks: [{status: 201}]}
      - {method: GET, resource: "/orders/{{random 1 1000}}", headers: {"Authorization": "Bearer {{random 1 1000}}", "Content-Type": "application/json", "Idempotency-Key": "{{uuid}}"}}
    phases:
      - {for: 10s, rate: 0/s, arrival: poisson}
      - {for: 1m0s, from: 10/s, to: 60/s, arrival: poisson}
      - {for: 2m0s, rate: 60/s, arrival: poisson}
expect:
  - p95 < 500ms
  - failure_rate < 1%
