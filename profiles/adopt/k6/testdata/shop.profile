# Made by squall init of shop.js. Run it with: squall run FILE
name: shop
# Not carried over:
#   line 39: if (res.status === 201): both ways are taken
#   line 16: threshold http_req_duration: avg<200
#   line 18: threshold checks: rate>0.9

attack:
  # Not carried over:
  #   values of /v1/items?page={{random 1 1000}} are random numbers; data: can fill them in
  #   line 28: the check r.timings.duration < 100
  - name: browse-shop-test
    url: "https://shop.test"
    requests:
      - {method: GET, resource: "/v1/items?page={{random 1 1000}}", headers: {"Content-Type": "application/json", "X-Stage": "test"}, checks: [{status: 200}, {contains: "items"}, {min_size: 11}]}
    phases:
      - {for: 30s, from: 10/s, to: 50/s, arrival: poisson}
      - {for: 1m0s, rate: 50/s, arrival: poisson}
  - name: browse-static-test
    url: "https://static.test"
    requests:
      - {method: GET, resource: "/app.js"}
      - {method: GET, resource: "/app.css"}
    phases:
      - {for: 30s, from: 20/s, to: 100/s, arrival: poisson}
      - {for: 1m0s, rate: 100/s, arrival: poisson}
  # Not carried over:
  #   values in the body of /v1/orders are random numbers; data: can fill them in
  #   values of /v1/orders/{{random 1 1000}} are random numbers; data: can fill them in
  #   an iteration is taken to last its 2s of sleep
  - name: buyers-shop-test
    url: "https://shop.test"
    requests:
      - {method: POST, resource: "/v1/orders", headers: {"Content-Type": "application/json", "X-Stage": "test"}, payload: {template: "{\"user\":{{random 1 1000}},\"at\":{{unix}}000,\"note\":\"a \\\"b\\\"\",\"lines\":[{\"sku\":\"x\",\"n\":2}]}"}, checks: [{status: 201}, {json: "$.order.paid", equals: true}, {json: "$.order.lines[0].sku", equals: "x"}]}
      - {method: DELETE, resource: "/v1/orders/{{random 1 1000}}"}
    phases:
      - {for: 20s, rate: 5/s, arrival: poisson}
  # Not carried over:
  #   an iteration is taken to last its 2s of sleep
  - name: buyers-login-test
    url: "https://login.test"
    requests:
      - {method: POST, resource: "/", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "pass=c&user=a+b"}
    phases:
      - {for: 20s, rate: 2.5/s, arrival: poisson}
expect:
  - p95 < 500ms
  - p999 < 2000ms
  - failure_rate < 1%
