# Made by squall init of tiny.yaml. Run it with: squall run FILE
name: tiny

functions:
  # Not carried over:
  #   line 9: SnapStart: the model knows nothing of it
  - name: Hello
    model: {runtime: python3.13, init: {preset: app}, duration: {lognormal: {median: 50ms, p99: 200ms}}}   # the duration is a guess: the source does not tell it

attack:
  - name: apigw-http-hello
    path: apigw-http
    function: Hello
    requests:
      - {method: GET, resource: "/"}
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  # Not carried over:
  #   line 13: event Up: its filter by suffix
  - name: up
    path: s3
    function: Hello
    bucket: my-uploads
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  - name: tick
    path: async
    function: Hello
    phases: [{for: 10s, rate: 1/s}]   # its schedule is 1/300s: too seldom to be seen in seconds
  # Not carried over:
  #   line 10: InvokeMode RESPONSE_STREAM: answers come as a whole
  - name: url-hello
    path: url
    function: Hello
    sigv4: {service: lambda}
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
