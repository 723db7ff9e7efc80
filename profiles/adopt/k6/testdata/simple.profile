# Made by squall init of simple.js. Run it with: squall run FILE
name: simple
# Not carried over:
#   line 6: if (r.status !== 200): both ways are taken
#   line 3: option noConnectionReuse

attack:
  # Not carried over:
  #   an iteration is taken to last its 1s of sleep
  - name: default
    url: "http://test.k6.io"
    requests:
      - {method: GET, resource: "/"}
    phases:
      - {for: 30s, rate: 10/s, arrival: poisson}
