# Made by squall init of shop.yaml. Run it with: squall run FILE
name: shop
# Not carried over:
#   line 4: other values of parameter Stage than its default, prod

functions:
  # Not carried over:
  #   line 22: environment variable KEY: only a deployment knows it
  #   env: AWS_REGION is left out: AWS_REGION is reserved by Lambda and cannot be set
  - name: prod-orders
    memory: 512
    timeout: 10s
    env: {STAGE: "prod", TABLE: "Table"}
    model: {runtime: python3.13, init: {preset: app}, arch: arm64, duration: {lognormal: {median: 50ms, p99: 200ms}}}   # the duration is a guess: the source does not tell it
    aliases: {live: v1}
    provisioned: {live: 5}
    reserved: 20
  # Not carried over:
  #   line 36: the destination of successes is of type EventBridge: squall knows queues only
  #   line 42: event Cron: its schedule, which is no rate(...): write phases for an entry with path: async
  #   line 43: event Queue: squall has no path of type SQS
  #   runtime cobol1: there are no figures of its cold starts for this architecture and package; give the model an init
  #   memory: 99 is left out: "99" is not allowed, a whole number from 128 to 10240 MB is wanted
  - name: Thumb
    timeout: 10s
    env: {STAGE: "prod"}
    model: {duration: {lognormal: {median: 50ms, p99: 200ms}}}   # the duration is a guess: the source does not tell it
    async: {retries: 1, max_age: 3600s, dead_letter: sqs:Failed, on_failure: sqs:Failed}
  # Not carried over:
  #   line 47: Timeout: only a deployment knows it
  #   cold starts: the runtime of an image is in the image; give the model a runtime or an init
  #   reserved: 2000 is left out: reserved concurrency comes to 2020, at most 900 of the account's 1000 can be reserved (100 always stay unreserved)
  - name: Plain
    model: {package: image, duration: {lognormal: {median: 50ms, p99: 200ms}}}   # the duration is a guess: the source does not tell it

attack:
  # Not carried over:
  #   line 24: parameters of /orders/{id}: they are random numbers; data: can fill them in
  - name: apigw-rest-prod-orders
    path: apigw-rest
    function: prod-orders:live
    requests:
      - {method: GET, resource: "/orders/{{random 1 1000}}"}
      - {method: POST, resource: "/orders"}
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  - name: apigw-http-prod-orders
    path: apigw-http
    function: prod-orders:live
    requests:
      - {method: GET, resource: "/"}
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  - name: url-prod-orders
    path: url
    function: prod-orders:live
    sigv4: {service: lambda}
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  - name: up
    path: s3
    function: Thumb
    bucket: uploads
    prefix: "in/"
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  - name: tell
    path: sns
    function: Thumb
    topic: news
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  - name: tick
    path: async
    function: Thumb
    phases: [{for: 10s, rate: 1/s}]   # its schedule is 1/300s: too seldom to be seen in seconds
  # Not carried over:
  #   line 44: event Rule: its pattern; squall makes a rule of its own for the entry's events
  - name: rule
    path: events
    function: Thumb
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  - name: sdk-plain
    path: sdk
    function: Plain
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
