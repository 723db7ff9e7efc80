# Made by squall init of plain.js. Run it with: squall run FILE
name: plain

attack:
  # Not carried over:
  #   an iteration is taken to last 1s, since there is no sleep that says so
  - name: default
    url: "http://localhost:3000"
    requests:
      - {method: GET, resource: "/"}
    phases:
      - {for: 30s, rate: 10/s, arrival: poisson}
