# Made by squall init of plain.yaml. Run it with: squall run FILE
name: plain
# Not carried over:
#   line 8: resource Map of type AWS::Lambda::EventSourceMapping
#   line 10: resource TG of type AWS::ElasticLoadBalancingV2::TargetGroup

functions:
  # Not carried over:
  #   line 5: weights of alias live: write versions, and {to: v1, weights: {v2: 10%}}
  #   line 3: RecursiveLoop: the model knows nothing of it
  #   line 3: FileSystemConfigs: the model knows nothing of it
  - name: thumbs
    memory: 256
    timeout: 30s
    model: {runtime: python3.12, init: {preset: app}, duration: {lognormal: {median: 50ms, p99: 200ms}}}   # the duration is a guess: the source does not tell it
    aliases: {live: v1}
    provisioned: {live: 5}
    reserved: 50
    async: {retries: 0, max_age: 600s}

attack:
  - name: url-thumbs
    path: url
    function: thumbs:live
    phases: [{for: 10s, rate: 10/s, arrival: poisson}]   # a guess: the source does not tell the load
