# Made by squall init of orders.yaml. Run it with: squall run FILE
name: orders
# Not carried over:
#   line 30: resource Api of type AWS::Serverless::Api
#   line 86: resource Flow of type AWS::Serverless::StateMachine
#   line 87: resource ScalingTarget of type AWS::ApplicationAutoScaling::ScalableTarget
#   line 27: Globals.Api
#   line 5: other values of parameter Stage than its default, dev

functions:
  # Not carried over:
  #   line 26: environment variable TABLE: only a deployment knows it
  #   line 20: Tracing: the model knows nothing of it
  #   line 21: Layers: the model knows nothing of it
  #   line 22: LoggingConfig: the model knows nothing of it
  #   line 46: DeploymentPreference: the model knows nothing of it
  #   line 47: EphemeralStorage: the model knows nothing of it
  #   line 48: VpcConfig: the model knows nothing of it
  #   line 57: event Stream: squall has no path of type DynamoDB
  - name: CreateOrder
    memory: 512
    timeout: 29s
    env: {STAGE: "dev"}
    model: {runtime: nodejs22.x, init: {preset: app}, arch: arm64, duration: {lognormal: {median: 50ms, p99: 200ms}}}   # the duration is a guess: the source does not tell it
    aliases: {live: v1}
    provisioned: {live: 1}
    reserved: 10
  # Not carried over:
  #   line 26: environment variable TABLE: only a deployment knows it
  #   line 68: the destination of failures is of type SNS: squall knows queues only
  #   line 20: Tracing: the model knows nothing of it
  #   line 21: Layers: the model knows nothing of it
  #   line 22: LoggingConfig: the model knows nothing of it
  #   line 71: event Queue: squall has no path of type SQS
  #   line 74: event Nightly: its schedule, which is no rate(...): write phases for an entry with path: async
  - name: Fulfil
    memory: 1024
    timeout: 29s
    env: {STAGE: "dev"}
    model: {runtime: nodejs22.x, init: {preset: app}, arch: arm64, package: image, duration: {lognormal: {median: 50ms, p99: 200ms}}}   # the duration is a guess: the source does not tell it
    async: {retries: 1, dead_letter: sqs:Dead}

attack:
  # Not carried over:
  #   line 56: parameters of /orders/{id}: they are random numbers; data: can fill them in
  - name: apigw-rest-createorder
    path: apigw-rest
    function: CreateOrder:live
    requests:
      - {method: POST, resource: "/orders"}
      - {method: GET, resource: "/orders/{{random 1 1000}}"}
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
  # Not carried over:
  #   line 77: event Bus: its pattern; squall makes a rule of its own for the entry's events
  - name: bus
    path: events
    function: Fulfil
    bus: orders-bus
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
