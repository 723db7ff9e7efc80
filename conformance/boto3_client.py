"""Drives a served stand-in with boto3 and compares what a user of it sees -
exception, status, message, fields - with what AWS shows.

It serves nothing itself: conformance/run does, and exports the address."""

import base64
import datetime
import io
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT, REGION = "111122223333", "us-east-1"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/student"
# One attempt, so that a refusal is seen; what AWS refuses must reach it, so
# the client checks nothing. The address is given since old clients read no
# AWS_ENDPOINT_URL.
once = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
# What is called goes into called/boto3.txt, for docs/coverage.md.
called = set()
boto3.setup_default_session()


def noted(model, **_):
    service = model.service_model
    name = "apigatewayv2" if service.service_name == "apigatewayv2" else service.signing_name
    called.add(f"{name}/{model.name}")


boto3.DEFAULT_SESSION.events.register("before-call", noted)
aws = boto3.client("lambda", endpoint_url=ENDPOINT, config=once)
sqs = boto3.client("sqs", endpoint_url=ENDPOINT, config=once)

checks, failures = 0, []


def check(what, got, want):
    global checks
    checks += 1
    if got != want:
        failures.append(f"{what}: got {got!r}, want {want!r}")


def has(what, got, part):
    check(f"{what}: {got!r} has {part!r}", part in got, True)


def refused(what, call, status, code, message=""):
    """The call must fail with this status and code, and a message holding this."""
    try:
        answer = call()
    except ClientError as e:
        check(what, (e.response["ResponseMetadata"]["HTTPStatusCode"], e.response["Error"]["Code"]), (status, code))
        has(what, e.response["Error"].get("Message", ""), message)
        return e.response
    check(what, f"answered {answer}", f"{status} {code}")
    return {}


def zipped(text="def handler(event, context): return 1"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as f:
        f.writestr(zipfile.ZipInfo("app.py"), text)
    return out.getvalue()


def create(name, **changes):
    given = dict(FunctionName=name, Runtime="python3.13", Role=ROLE, Handler="app.handler", Code={"ZipFile": zipped()})
    given.update(changes)
    return aws.create_function(**{k: v for k, v in given.items() if v is not None})


def functions():
    made = create("py-f", Description="d", Timeout=5, MemorySize=256, Environment={"Variables": {"AB": "1"}}, Tags={"a": "b"})
    check("create", (made["ResponseMetadata"]["HTTPStatusCode"], made["State"], made["Version"]), (201, "Pending", "$LATEST"))
    check("create: ARN", made["FunctionArn"], ARN + "py-f")
    aws.get_waiter("function_active_v2").wait(FunctionName="py-f")
    got = aws.get_function(FunctionName="py-f")
    check("get: tags", got["Tags"], {"a": "b"})
    shown = got["Configuration"]
    check("get", [shown[k] for k in ("State", "Timeout", "MemorySize", "Runtime", "Environment", "CodeSize")],
          ["Active", 5, 256, "python3.13", {"Variables": {"AB": "1"}}, len(zipped())])
    changed = aws.update_function_configuration(FunctionName="py-f", Timeout=7)
    check("update", (changed["Timeout"], changed["LastUpdateStatus"]), (7, "InProgress"))
    aws.get_waiter("function_updated_v2").wait(FunctionName="py-f")
    refused("create twice", lambda: create("py-f"), 409, "ResourceConflictException", "Function already exist: py-f")
    refused("get unknown", lambda: aws.get_function(FunctionName="py-none"), 404, "ResourceNotFoundException", "Function not found: " + ARN + "py-none")
    refused("old revision", lambda: aws.update_function_configuration(FunctionName="py-f", Timeout=8, RevisionId="x"), 412, "PreconditionFailedException")
    for what, given, code, message in (
        ("runtime", dict(Runtime="python2.7"), "InvalidParameterValueException", "Value python2.7 at 'runtime'"),
        ("role", dict(Role="x"), "ValidationException", "Value 'x' at 'role'"),
        ("no role", dict(Role=None), "ValidationException", "Value null at 'role'"),
        ("no code", dict(Code=None), "ValidationException", "Value null at 'code'"),
        ("memory", dict(MemorySize=64), "ValidationException", "greater than or equal to 128"),
        ("timeout", dict(Timeout=901), "ValidationException", "less than or equal to 900"),
        ("text for a number", dict(Timeout="x"), "SerializationException", "STRING_VALUE can not be converted to an Integer"),
        ("package", dict(PackageType="Bogus"), "ValidationException", "enum value set: [Zip, Image]"),
        ("tracing", dict(TracingConfig={"Mode": "Bogus"}), "ValidationException", "at 'tracingConfig.mode'"),
        ("no zip", dict(Code={"ZipFile": b"x"}), "InvalidParameterValueException", "Could not unzip uploaded file"),
        ("reserved variable", dict(Environment={"Variables": {"AWS_REGION": "x"}}), "InvalidParameterValueException", "reserved keys"),
        ("name", dict(FunctionName="a b"), "ValidationException", "at 'functionName'"),
    ):
        refused("create: " + what, lambda: create(**{"name": "py-bad", **({k if k != "FunctionName" else "name": v for k, v in given.items()})}), 400, code, message)


def versions_and_aliases():
    one = aws.publish_version(FunctionName="py-f", Description="one")
    check("publish", (one["Version"], one["FunctionArn"], one["Description"]), ("1", ARN + "py-f:1", "one"))
    check("publish the same", aws.publish_version(FunctionName="py-f")["Version"], "1")
    aws.update_function_code(FunctionName="py-f", ZipFile=zipped("changed"))
    check("publish changed", aws.publish_version(FunctionName="py-f")["Version"], "2")
    alias = aws.create_alias(FunctionName="py-f", Name="live", FunctionVersion="1", RoutingConfig={"AdditionalVersionWeights": {"2": 0.25}})
    check("alias", (alias["AliasArn"], alias["RoutingConfig"]), (ARN + "py-f:live", {"AdditionalVersionWeights": {"2": 0.25}}))
    moved = aws.update_alias(FunctionName="py-f", Name="live", FunctionVersion="2", RoutingConfig={"AdditionalVersionWeights": {}})
    check("move alias", (moved["FunctionVersion"], "RoutingConfig" in moved), ("2", False))
    pages = aws.get_paginator("list_versions_by_function").paginate(FunctionName="py-f", PaginationConfig={"PageSize": 1})
    check("versions, one a page", [v["Version"] for p in pages for v in p["Versions"]], ["$LATEST", "1", "2"])
    pages = aws.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    has("functions, two a page", [f["FunctionName"] for p in pages for f in p["Functions"]], "py-f")
    refused("alias twice", lambda: aws.create_alias(FunctionName="py-f", Name="live", FunctionVersion="1"), 409, "ResourceConflictException", "Alias already exists")
    refused("alias of digits", lambda: aws.create_alias(FunctionName="py-f", Name="12", FunctionVersion="1"), 400, "ValidationException", "at 'name'")
    refused("alias to nothing", lambda: aws.create_alias(FunctionName="py-f", Name="x", FunctionVersion="9"), 404, "ResourceNotFoundException")
    refused("weight above 1", lambda: aws.update_alias(FunctionName="py-f", Name="live", RoutingConfig={"AdditionalVersionWeights": {"1": 2}}), 400, "ValidationException", "{1=2.0}")
    refused("unknown alias", lambda: aws.get_alias(FunctionName="py-f", Name="nope"), 404, "ResourceNotFoundException", "Cannot find alias arn: ")
    refused("delete a version in use", lambda: aws.delete_function(FunctionName="py-f", Qualifier="2"), 409, "ResourceConflictException", "[live]")


def concurrency():
    check("reserve", aws.put_function_concurrency(FunctionName="py-f", ReservedConcurrentExecutions=10)["ReservedConcurrentExecutions"], 10)
    check("reserved in get", aws.get_function(FunctionName="py-f")["Concurrency"], {"ReservedConcurrentExecutions": 10})
    limit = aws.get_account_settings()["AccountLimit"]
    check("account", (limit["ConcurrentExecutions"], limit["UnreservedConcurrentExecutions"]), (1000, 989))  # narrow has 1
    refused("reserve too much", lambda: aws.put_function_concurrency(FunctionName="py-f", ReservedConcurrentExecutions=900), 400, "InvalidParameterValueException", "below its minimum value of [100]")
    refused("reserve on an alias", lambda: aws.put_function_concurrency(FunctionName="py-f:live", ReservedConcurrentExecutions=1), 400, "InvalidParameterValueException", "permitted on Lambda functions only")
    aws.delete_function_concurrency(FunctionName="py-f")
    check("not reserved", "ReservedConcurrentExecutions" in aws.get_function_concurrency(FunctionName="py-f"), False)

    put = lambda function, qualifier, n: aws.put_provisioned_concurrency_config(FunctionName=function, Qualifier=qualifier, ProvisionedConcurrentExecutions=n)
    get = lambda: aws.get_provisioned_concurrency_config(FunctionName="checkout", Qualifier="live")
    asked = put("checkout", "live", 3)
    check("provision", (asked["ResponseMetadata"]["HTTPStatusCode"], asked["Status"], asked["AllocatedProvisionedConcurrentExecutions"]), (202, "IN_PROGRESS", 0))
    deadline = time.monotonic() + 60
    while get()["Status"] == "IN_PROGRESS" and time.monotonic() < deadline:
        time.sleep(0.2)
    check("provisioned", (get()["Status"], get()["AvailableProvisionedConcurrentExecutions"]), ("READY", 3))
    refused("provision $LATEST", lambda: put("checkout", "$LATEST", 1), 400, "InvalidParameterValueException", "unpublished function versions")
    refused("provision behind it", lambda: put("checkout", "1", 1), 409, "ResourceConflictException", "Version is pointed by a Provisioned Concurrency alias")
    refused("provision with weights", lambda: put("checkout", "canary", 1), 400, "InvalidParameterValueException", "Alias with weights")
    refused("provision nothing", lambda: put("checkout", "test", 0), 400, "ValidationException", "greater than or equal to 1")
    aws.delete_provisioned_concurrency_config(FunctionName="checkout", Qualifier="live")
    refused("provisioned no more", get, 404, "ProvisionedConcurrencyConfigNotFoundException")


def invokes():
    for how in (dict(FunctionName="checkout", Qualifier="live"), dict(FunctionName="checkout:live"), dict(FunctionName=ARN + "checkout:live"),
                dict(FunctionName=ACCOUNT + ":function:checkout", Qualifier="1")):
        out = aws.invoke(**how, Payload=b'{"a": 1}')
        check(f"invoke {how}", (out["StatusCode"], out["ExecutedVersion"], json.load(out["Payload"])["statusCode"]), (200, "1", 200))
    check("by weights", {aws.invoke(FunctionName="checkout", Qualifier="canary")["ExecutedVersion"] for _ in range(40)}, {"1", "2"})
    tail = base64.b64decode(aws.invoke(FunctionName="checkout:test", LogType="Tail")["LogResult"]).decode()
    has("tail", tail, "REPORT RequestId: ")
    has("tail", tail, "Memory Size: 256 MB")
    dry = aws.invoke(FunctionName="checkout", InvocationType="DryRun")
    check("dry run", (dry["StatusCode"], dry["Payload"].read(), "ExecutedVersion" in dry), (204, b"", False))
    out = aws.invoke(FunctionName="broken")
    check("function error", (out["StatusCode"], out["FunctionError"], sorted(json.load(out["Payload"]))), (200, "Unhandled", ["errorMessage", "errorType", "requestId", "stackTrace"]))
    has("timeout", aws.invoke(FunctionName="late")["Payload"].read().decode(), "Task timed out after 1.00 seconds")
    refused("not JSON", lambda: aws.invoke(FunctionName="checkout", Payload=b"{"), 400, "InvalidRequestContentException", "Could not parse request body into json")
    refused("too long", lambda: aws.invoke(FunctionName="checkout", Payload=b'"' + b"a" * 6291455 + b'"'), 413, "RequestEntityTooLargeException", "6291456 bytes")
    refused("two qualifiers", lambda: aws.invoke(FunctionName="checkout:live", Qualifier="test"), 400, "InvalidParameterValueException", "derived qualifier")
    refused("no such alias", lambda: aws.invoke(FunctionName="checkout", Qualifier="nope"), 404, "ResourceNotFoundException", ARN + "checkout:nope")
    refused("no such region", lambda: aws.invoke(FunctionName=ARN.replace("us-east-1", "eu-west-1") + "checkout"), 404, "ResourceNotFoundException", "not reachable")
    refused("nothing to run", lambda: aws.invoke(FunctionName="py-f"), 501, "NotImplementedException", "has no model")

    reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
    e = refused("reserved 0", lambda: aws.invoke(FunctionName="closed"), 429, "TooManyRequestsException", "Rate Exceeded.")
    check("reserved 0: reason", (e.get("Reason"), e.get("Type")), (reason, "User"))
    statuses = []

    def one():
        try:
            statuses.append(boto3.client("lambda", endpoint_url=ENDPOINT, config=once).invoke(FunctionName="narrow")["StatusCode"])
        except ClientError as e:
            statuses.append(e.response["Reason"])
    threads = [threading.Thread(target=one) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check("one of three runs", (statuses.count(200), statuses.count(reason)), (1, 2))


def asynchronous():
    shown = aws.get_function_event_invoke_config(FunctionName="checkout", Qualifier="live")
    check("of the profile", (shown["MaximumRetryAttempts"], shown["DestinationConfig"]), (1, {"OnSuccess": {"Destination": QUEUE + "done"}, "OnFailure": {}}))
    put = lambda **k: aws.put_function_event_invoke_config(FunctionName="py-f", **k)
    check("put", put(MaximumRetryAttempts=0, MaximumEventAgeInSeconds=90)["FunctionArn"], ARN + "py-f:$LATEST")
    aws.update_function_event_invoke_config(FunctionName="py-f", DestinationConfig={"OnFailure": {"Destination": QUEUE + "done"}})
    shown = aws.get_function_event_invoke_config(FunctionName="py-f")
    check("update merges", (shown["MaximumRetryAttempts"], shown["DestinationConfig"]["OnFailure"]), (0, {"Destination": QUEUE + "done"}))
    check("modified", abs(shown["LastModified"].timestamp() - time.time()) < 60, True)
    check("put replaces", "MaximumEventAgeInSeconds" in put(MaximumRetryAttempts=2), False)
    refused("nothing", put, 400, "InvalidParameterValueException", "at least one of error handling or destination setting")
    refused("3 retries", lambda: put(MaximumRetryAttempts=3), 400, "ValidationException", "less than or equal to 2")
    refused("itself", lambda: put(DestinationConfig={"OnFailure": {"Destination": ARN + "py-f"}}), 400, "InvalidParameterValueException", "destination for itself")
    check("list", len(aws.list_function_event_invoke_configs(FunctionName="py-f")["FunctionEventInvokeConfigs"]), 1)
    aws.delete_function_event_invoke_config(FunctionName="py-f")
    refused("no more", lambda: aws.get_function_event_invoke_config(FunctionName="py-f"), 404, "ResourceNotFoundException", "doesn't have an EventInvokeConfig")
    check("dead letter", aws.update_function_configuration(FunctionName="py-f", DeadLetterConfig={"TargetArn": QUEUE + "done"})["DeadLetterConfig"], {"TargetArn": QUEUE + "done"})
    refused("dead letter nowhere", lambda: aws.update_function_configuration(FunctionName="py-f", DeadLetterConfig={"TargetArn": "x"}), 400, "ValidationException")

    event = aws.invoke(FunctionName="broken", InvocationType="Event", Payload=b'{"order": 7}')
    check("accepted", (event["StatusCode"], event["Payload"].read()), (202, b""))
    [letter] = receive("broken-dlq")
    check("dead letter: body", letter["Body"], '{"order": 7}')
    check("dead letter: why", {k: v["StringValue"] for k, v in letter["MessageAttributes"].items() if k != "RequestID"}, {"ErrorCode": "200", "ErrorMessage": "modelled error"})
    aws.invoke(FunctionName="checkout:live", InvocationType="Event", Payload=b'{"order": 8}')
    [record] = receive("done")
    record = json.loads(record["Body"])
    check("record", (record["requestContext"]["condition"], record["requestContext"]["functionArn"], record["requestPayload"]), ("Success", ARN + "checkout:live", {"order": 8}))


def receive(name):
    """Every message that comes within five seconds of waiting for one; deleted."""
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    got = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5, MaxNumberOfMessages=10, MessageAttributeNames=["All"], AttributeNames=["All"]).get("Messages", [])
    for m in got:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"])
    return got


def queues():
    url = sqs.create_queue(QueueName="py-q", Attributes={"VisibilityTimeout": "30"})["QueueUrl"]
    check("create again", sqs.create_queue(QueueName="py-q", Attributes={"VisibilityTimeout": "30"})["QueueUrl"], url)
    refused("create another", lambda: sqs.create_queue(QueueName="py-q", Attributes={"VisibilityTimeout": "5"}), 400, "QueueAlreadyExists")
    check("attributes", sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn", "VisibilityTimeout"])["Attributes"], {"QueueArn": QUEUE + "py-q", "VisibilityTimeout": "30"})
    # The client compares MD5s of body and attributes itself.
    sqs.send_message(QueueUrl=url, MessageBody="h\u00e9llo", MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}, "b": {"DataType": "Binary", "BinaryValue": b"\0\1"}})
    [m] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], AttributeNames=["All"])["Messages"]
    check("received", (m["Body"], m["MessageAttributes"]["b"]["BinaryValue"], m["Attributes"]["ApproximateReceiveCount"]), ("h\u00e9llo", b"\0\1", "1"))
    check("in flight", "Messages" in sqs.receive_message(QueueUrl=url), False)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"], VisibilityTimeout=0)
    [m] = sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"]
    check("received twice", m["Attributes"]["ApproximateReceiveCount"], "2")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"])
    start = time.monotonic()
    check("long poll of nothing", "Messages" in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1), False)
    check("long poll waits", time.monotonic() - start >= 1, True)
    push = threading.Timer(0.5, lambda: boto3.client("sqs", endpoint_url=ENDPOINT).send_message(QueueUrl=url, MessageBody="pushed"))
    push.start()
    check("long poll is woken", [m["Body"] for m in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20).get("Messages", [])], ["pushed"])
    push.join()
    batch = sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "1"}, {"Id": "b", "MessageBody": "2", "DelaySeconds": 901}])
    check("batch", ([e["Id"] for e in batch["Successful"]], [(e["Id"], e["Code"]) for e in batch["Failed"]]), (["a"], [("b", "InvalidParameterValue")]))
    refused("no entries", lambda: sqs.send_message_batch(QueueUrl=url, Entries=[]), 400, "AWS.SimpleQueueService.EmptyBatchRequest")
    refused("12 at once", lambda: sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=12), 400, "InvalidParameterValue", "Must be between 1 and 10")
    refused("bad handle", lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle="x"), 400, "ReceiptHandleIsInvalid")
    sqs.delete_queue(QueueUrl=url)
    refused("deleted", lambda: sqs.receive_message(QueueUrl=url), 400, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")


def through(url, method="GET", body=None, content="application/octet-stream"):
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": content} if body else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as r:
            return r.status, r.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


def doors():
    with urllib.request.urlopen(ENDPOINT + "/_squall/health") as r:
        at = json.load(r)["doors"]
    blob = bytes(range(256)) * 4
    want = {  # wrong path, throttled, function error, 2 MB, what it says of a function error
        "alb": (503, 502, 502, 413, b"502 Bad Gateway"),
        "apigw-rest": (403, 500, 502, 200, b'{"message": "Internal server error"}'),
        "apigw-http": (404, 503, 500, 200, b'{"message":"Internal Server Error"}'),
        "url": (403, 429, 502, 200, b"Internal Server Error"),
    }
    check("doors", sorted(at), sorted(want))
    for door, (wrong, throttled, error, large, says) in want.items():
        check(door, through(at[door] + "/checkout/live"), (200, b'{"ok":true}'))
        check(door + " HEAD", through(at[door] + "/checkout/live", "HEAD"), (200, b""))
        check(door + " bytes", through(at[door] + "/checkout/live/a%20b?x=1", "POST", blob)[0], 200)
        check(door + " 2 MB", through(at[door] + "/checkout/live", "POST", b"a" * 2000000, "text/plain")[0], large)
        check(door + " 11 MB", through(at[door] + "/checkout/live", "POST", b"a" * 11000000, "text/plain")[0], 413)
        check(door + " wrong path", through(at[door] + "/nope")[0], wrong)
        check(door + " throttled", through(at[door] + "/closed")[0], throttled)
        status, body = through(at[door] + "/broken")
        check(door + " function error", status, error)
        has(door + " function error", body, says)
    check("alb TRACE", through(at["alb"] + "/checkout/live", "TRACE")[0], 405)


def metrics():
    watch = boto3.client("cloudwatch", endpoint_url=ENDPOINT, config=once)
    now = datetime.datetime.now(datetime.timezone.utc)
    span = dict(StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(minutes=2), Period=3600)
    for name, dims, least in (("Invocations", {"FunctionName": "checkout"}, 1), ("Errors", {"FunctionName": "broken"}, 1),
                              ("Throttles", {"FunctionName": "closed"}, 1), ("AsyncEventsReceived", {}, 1), ("Invocations", {}, 3),
                              ("Invocations", {"FunctionName": "checkout", "Resource": "checkout:live", "ExecutedVersion": "1"}, 1)):
        got = watch.get_metric_statistics(Namespace="AWS/Lambda", MetricName=name, Statistics=["Sum"],
                                          Dimensions=[{"Name": k, "Value": v} for k, v in dims.items()], **span)
        check(f"{name} {dims}", sum(d["Sum"] for d in got["Datapoints"]) >= least, True)
    watch.put_metric_data(Namespace="py", MetricData=[{"MetricName": "m", "Values": [1.0, 2.0], "Counts": [3.0, 1.0], "Unit": "Count"}])
    many = [{"MetricName": "m", "Value": float(i), "Unit": "Seconds"} for i in range(1000)]
    watch.put_metric_data(Namespace="py", MetricData=many)  # packed
    listed = watch.get_paginator("list_metrics").paginate(Namespace="py").build_full_result()["Metrics"]
    check("list", listed, [{"Namespace": "py", "MetricName": "m", "Dimensions": []}])
    stat = lambda i, **more: {"Id": i, "MetricStat": {"Metric": {"Namespace": "py", "MetricName": "m"}, "Period": 3600, **more}}
    data = watch.get_metric_data(StartTime=span["StartTime"], EndTime=span["EndTime"], MetricDataQueries=[
        stat("a", Stat="Sum", Unit="Count"), stat("b", Stat="p99", Unit="Seconds"), {"Id": "c", "Expression": "a * 2"}])
    check("data", {r["Id"]: sum(r["Values"]) // 10 for r in data["MetricDataResults"]}, {"a": 0, "b": 98, "c": 1})
    refused("half a datum", lambda: watch.put_metric_data(Namespace="py", MetricData=[{"MetricName": "m", "Value": 1, "Values": [1]}]), 400,
            "InvalidParameterCombination", "mutually exclusive")
    alarm = dict(AlarmName="py-a", Namespace="AWS/Lambda", MetricName="Errors", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=0,
                 ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching", AlarmActions=[f"arn:aws:sns:{REGION}:{ACCOUNT}:t"])
    watch.put_metric_alarm(**alarm)
    watch.set_alarm_state(AlarmName="py-a", StateValue="ALARM", StateReason="by hand")
    watch.get_waiter("alarm_exists").wait(AlarmNames=["py-a"])
    shown = watch.describe_alarms(AlarmNames=["py-a"])["MetricAlarms"][0]
    check("alarm", (shown["StateValue"], shown["StateReason"], shown["Threshold"]), ("ALARM", "by hand", 0.0))
    refused("an alarm that is not there", lambda: watch.set_alarm_state(AlarmName="x", StateValue="OK", StateReason="x"), 404, "ResourceNotFound")
    refused("an action that cannot be carried out", lambda: watch.put_metric_alarm(**dict(alarm, AlarmActions=["arn:aws:automate:us-east-1:ec2:stop"])),
            501, "NotImplementedException", "not built in squall")
    watch.delete_alarms(AlarmNames=["py-a"])


def log_events():
    logs = boto3.client("logs", endpoint_url=ENDPOINT, config=once)
    group = "/aws/lambda/checkout"
    out = aws.invoke(FunctionName="checkout:live")
    wanted = out["ResponseMetadata"]["RequestId"]
    lines = logs.filter_log_events(logGroupName=group, filterPattern=f'"{wanted}"')["events"]
    check("lines of a request", [e["message"].split()[0] for e in lines], ["START", "END", "REPORT"])
    streams = logs.get_paginator("describe_log_streams").paginate(logGroupName=group, orderBy="LastEventTime", descending=True).build_full_result()["logStreams"]
    has("stream", [s["logStreamName"] for s in streams], lines[0]["logStreamName"])
    got = logs.get_log_events(logGroupName=group, logStreamName=lines[0]["logStreamName"], limit=3)
    check("the last events", len(got["events"]), 3)
    again = logs.get_log_events(logGroupName=group, logStreamName=lines[0]["logStreamName"], nextToken=got["nextForwardToken"])
    check("nothing behind them", (again["events"], again["nextForwardToken"]), ([], got["nextForwardToken"]))
    now = int(time.time())
    query = logs.start_query(logGroupName=group, startTime=now - 3600, endTime=now + 60,
                             queryString='filter @type = "REPORT" | stats count(*) as n, max(@initDuration) as init by bin(1h)')
    answer = logs.get_query_results(queryId=query["queryId"])
    row = {f["field"]: f["value"] for f in answer["results"][0]}
    check("insights", (answer["status"], int(row["n"]) > 0, float(row["init"]) > 0), ("Complete", True, True))
    logs.create_log_group(logGroupName="py-g")
    logs.create_log_stream(logGroupName="py-g", logStreamName="s")
    logs.put_log_events(logGroupName="py-g", logStreamName="s", logEvents=[{"timestamp": now * 1000, "message": "h\u00e9llo"}])
    check("own line", logs.filter_log_events(logGroupName="py-g")["events"][0]["message"], "h\u00e9llo")
    refused("twice", lambda: logs.create_log_group(logGroupName="py-g"), 400, "ResourceAlreadyExistsException", "The specified log group already exists")
    logs.delete_log_group(logGroupName="py-g")
    refused("gone", lambda: logs.delete_log_group(logGroupName="py-g"), 400, "ResourceNotFoundException", "The specified log group does not exist.")


def attached():
    given = dict(FunctionName="checkout", StatementId="py", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com", SourceArn="arn:aws:s3:::b")
    statement = json.loads(aws.add_permission(**given)["Statement"])
    check("statement", statement["Condition"], {"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"}})
    refused("statement twice", lambda: aws.add_permission(**given), 409, "ResourceConflictException", "The statement id (py) provided already exists")
    check("policy", json.loads(aws.get_policy(FunctionName="checkout")["Policy"])["Statement"], [statement])
    aws.remove_permission(FunctionName="checkout", StatementId="py")
    refused("no policy", lambda: aws.get_policy(FunctionName="checkout"), 404, "ResourceNotFoundException", "The resource you requested does not exist.")
    arn = ARN + "checkout"
    aws.tag_resource(Resource=arn, Tags={"a": "b"})
    check("tags", aws.list_tags(Resource=arn)["Tags"], {"a": "b"})
    aws.untag_resource(Resource=arn, TagKeys=["a"])
    layer = aws.publish_layer_version(LayerName="py", Content={"ZipFile": zipped()}, CompatibleRuntimes=["python3.13"])
    check("layer", (layer["Version"], aws.list_layers()["Layers"][0]["LayerName"]), (1, "py"))
    check("layer by ARN", aws.get_layer_version_by_arn(Arn=layer["LayerVersionArn"])["LayerVersionArn"], aws.get_layer_version(LayerName="py", VersionNumber=1)["LayerVersionArn"])
    check("layers of a function", create("py-l", Layers=[layer["LayerVersionArn"]])["Layers"][0]["Arn"], layer["LayerVersionArn"])
    aws.delete_layer_version(LayerName="py", VersionNumber=1)
    check("no versions", aws.list_layer_versions(LayerName="py")["LayerVersions"], [])
    made = aws.create_function_url_config(FunctionName="checkout", Qualifier="live", AuthType="NONE")
    has("function URL", made["FunctionUrl"], ".lambda-url.us-east-1.")
    aws.update_function_url_config(FunctionName="checkout", Qualifier="live", AuthType="AWS_IAM")
    check("URL", aws.get_function_url_config(FunctionName="checkout", Qualifier="live")["AuthType"], "AWS_IAM")
    check("URLs", len(aws.list_function_url_configs(FunctionName="checkout")["FunctionUrlConfigs"]), 1)
    aws.delete_function_url_config(FunctionName="checkout", Qualifier="live")
    if hasattr(aws, "invoke_with_response_stream"):  # since 2023
        stream = aws.invoke_with_response_stream(FunctionName="checkout")["EventStream"]
        check("stream", [next(iter(e)) for e in stream], ["PayloadChunk", "InvokeComplete"])


def identities():
    iam, sts = (boto3.client(s, endpoint_url=ENDPOINT, config=once, region_name=REGION) for s in ("iam", "sts"))
    check("caller", sts.get_caller_identity()["Account"], ACCOUNT)
    document = lambda **s: json.dumps({"Version": "2012-10-17", "Statement": [dict(Effect="Allow", **s)]})
    trust = document(Principal={"AWS": ACCOUNT}, Action="sts:AssumeRole")
    role = iam.create_role(RoleName="py-role", AssumeRolePolicyDocument=trust)["Role"]
    check("trust", role["AssumeRolePolicyDocument"], json.loads(trust))
    refused("role twice", lambda: iam.create_role(RoleName="py-role", AssumeRolePolicyDocument=trust), 409, "EntityAlreadyExists")
    refused("distrusted", lambda: create("py-r", Role=role["Arn"]), 400, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")
    given = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="py")["Credentials"]
    session = dict(aws_access_key_id=given["AccessKeyId"], aws_secret_access_key=given["SecretAccessKey"], aws_session_token=given["SessionToken"])
    as_role = boto3.client("lambda", endpoint_url=ENDPOINT, config=once, region_name=REGION, **session)
    refused("a role that may nothing", lambda: as_role.invoke(FunctionName="checkout"), 403, "AccessDeniedException", "assumed-role/py-role/py is not authorized")
    iam.put_role_policy(RoleName="py-role", PolicyName="invoke", PolicyDocument=document(Action="lambda:InvokeFunction", Resource="*"))
    check("a role that may", as_role.invoke(FunctionName="checkout")["StatusCode"], 200)
    check("inline", iam.list_role_policies(RoleName="py-role")["PolicyNames"], ["invoke"])
    check("inline document", iam.get_role_policy(RoleName="py-role", PolicyName="invoke")["PolicyDocument"]["Statement"][0]["Resource"], "*")
    policy = iam.create_policy(PolicyName="py-p", PolicyDocument=document(Action="sqs:*", Resource="*"))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="py-role", PolicyArn=policy)
    check("attached", iam.list_attached_role_policies(RoleName="py-role")["AttachedPolicies"], [{"PolicyName": "py-p", "PolicyArn": policy}])
    check("policies", (len(iam.list_policies(Scope="Local")["Policies"]), iam.get_policy(PolicyArn=policy)["Policy"]["AttachmentCount"]), (1, 1))
    check("policy document", iam.get_policy_version(PolicyArn=policy, VersionId="v1")["PolicyVersion"]["Document"]["Statement"][0]["Action"], "sqs:*")
    refused("in use", lambda: iam.delete_role(RoleName="py-role"), 409, "DeleteConflict")
    iam.detach_role_policy(RoleName="py-role", PolicyArn=policy)
    iam.delete_policy(PolicyArn=policy)
    iam.delete_role_policy(RoleName="py-role", PolicyName="invoke")
    iam.update_assume_role_policy(RoleName="py-role", PolicyDocument=trust)
    check("roles", [r["RoleName"] for r in iam.get_paginator("list_roles").paginate().build_full_result()["Roles"]], ["py-role"])
    check("role", iam.get_role(RoleName="py-role")["Role"]["MaxSessionDuration"], 3600)
    iam.delete_role(RoleName="py-role")
    refused("role gone", lambda: iam.get_role(RoleName="py-role"), 404, "NoSuchEntity", "The role with name py-role cannot be found.")
    quotas, there = (boto3.client(s, endpoint_url=ENDPOINT, config=once, region_name="eu-west-1") for s in ("service-quotas", "lambda"))
    which = dict(ServiceCode="lambda", QuotaCode="L-B99A9384")
    check("quota", quotas.get_service_quota(**which)["Quota"]["Value"], 1000)
    check("default quota", quotas.get_aws_default_service_quota(**which)["Quota"]["Value"], 1000)
    wanted = quotas.request_service_quota_increase(DesiredValue=1500, **which)["RequestedQuota"]
    check("asked for", wanted["Status"], "PENDING")
    check("granted", quotas.get_requested_service_quota_change(RequestId=wanted["Id"])["RequestedQuota"]["Status"], "APPROVED")
    check("history", [q["DesiredValue"] for page in quotas.get_paginator("list_requested_service_quota_change_history").paginate() for q in page["RequestedQuotas"]], [1500])
    check("when", [type(q["Created"]).__name__ for q in quotas.list_requested_service_quota_change_history_by_quota(**which)["RequestedQuotas"]], ["datetime"])
    check("services", [s["ServiceCode"] for s in quotas.list_services()["Services"]], ["lambda"])
    check("defaults", quotas.list_aws_default_service_quotas(ServiceCode="lambda")["Quotas"][0]["Value"], 1000)
    check("more", quotas.list_service_quotas(ServiceCode="lambda")["Quotas"][0]["Value"], 1500)
    store = boto3.client("ssm", endpoint_url=ENDPOINT, config=once, region_name="eu-west-1")
    check("parameter", store.put_parameter(Name="/py/lock", Value="one", Type="String")["Version"], 1)
    refused("parameter is there", lambda: store.put_parameter(Name="/py/lock", Value="two", Type="String"), 400, "ParameterAlreadyExists")
    check("its value", store.get_parameter(Name="/py/lock")["Parameter"]["Value"], "one")
    check("by path", [p["Name"] for page in store.get_paginator("get_parameters_by_path").paginate(Path="/py") for p in page["Parameters"]], ["/py/lock"])
    store.delete_parameter(Name="/py/lock")
    refused("parameter gone", lambda: store.get_parameter(Name="/py/lock"), 400, "ParameterNotFound")
    check("Lambda has it there, not here", [c.get_account_settings()["AccountLimit"]["ConcurrentExecutions"] for c in (there, aws)], [1500, 1000])


def keys():
    kms = boto3.client("kms", endpoint_url=ENDPOINT, config=once)
    made = kms.create_key(Description="py", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
    key = made["KeyId"]
    check("key", (made["KeyState"], made["KeyUsage"], made["Origin"], made["Arn"]), ("Enabled", "ENCRYPT_DECRYPT", "AWS_KMS", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key}"))
    kms.create_alias(AliasName="alias/py", TargetKeyId=key)
    has("keys", [k["KeyId"] for k in kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 1}).build_full_result()["Keys"]], key)
    check("aliases", [a["AliasName"] for a in kms.list_aliases(KeyId=key)["Aliases"]], ["alias/py"])
    sealed = kms.encrypt(KeyId="alias/py", Plaintext=b"secret", EncryptionContext={"fn": "py"})["CiphertextBlob"]
    check("decrypt", kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"fn": "py"})["Plaintext"], b"secret")
    refused("another context", lambda: kms.decrypt(CiphertextBlob=sealed), 400, "InvalidCiphertextException")
    again = kms.re_encrypt(CiphertextBlob=sealed, SourceEncryptionContext={"fn": "py"}, DestinationKeyId=key)["CiphertextBlob"]
    check("re-encrypted", kms.decrypt(CiphertextBlob=again)["Plaintext"], b"secret")
    data = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    check("data key", (len(data["Plaintext"]), kms.decrypt(CiphertextBlob=data["CiphertextBlob"])["Plaintext"] == data["Plaintext"]), (32, True))
    check("data key in secret", "Plaintext" in kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_128"), False)
    check("tags", kms.list_resource_tags(KeyId=key)["Tags"], [{"TagKey": "a", "TagValue": "b"}])
    check("policy", json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])["Statement"][0]["Action"], "kms:*")
    grant = kms.create_grant(KeyId=key, GranteePrincipal=ROLE, Operations=["Decrypt"])["GrantId"]
    check("grants", [g["GrantId"] for g in kms.list_grants(KeyId=key)["Grants"]], [grant])
    kms.revoke_grant(KeyId=key, GrantId=grant)
    kms.disable_key(KeyId=key)
    refused("disabled", lambda: kms.encrypt(KeyId=key, Plaintext=b"x"), 400, "DisabledException", "is disabled")
    kms.enable_key(KeyId=key)
    away = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    check("deletion", (away["KeyState"], (away["DeletionDate"].timestamp() - time.time()) // 86400), ("PendingDeletion", 6))
    refused("pending deletion", lambda: kms.encrypt(KeyId=key, Plaintext=b"x"), 400, "KMSInvalidStateException", "pending deletion")
    kms.delete_alias(AliasName="alias/py")
    refused("alias gone", lambda: kms.describe_key(KeyId="alias/py"), 400, "NotFoundException", f"Alias arn:aws:kms:{REGION}:{ACCOUNT}:alias/py is not found.")
    refused("not built", lambda: kms.generate_random(NumberOfBytes=8), 501, "NotImplementedException")


def at(url, path):
    """Asks a door under the name in this URL, which no resolver needs to know."""
    where = urllib.parse.urlsplit(url)
    request = urllib.request.Request(f"http://127.0.0.1:{where.port}{where.path}{path}", headers={"Host": where.netloc})
    try:
        with urllib.request.urlopen(request, timeout=30) as r:
            return r.status, r.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


def balancers():
    elb = boto3.client("elbv2", endpoint_url=ENDPOINT, config=once)
    made = elb.create_load_balancer(Name="py-lb", Subnets=["subnet-1", "subnet-2"])["LoadBalancers"][0]
    balancer = made["LoadBalancerArn"]
    check("balancer", (made["Type"], made["Scheme"]), ("application", "internet-facing"))
    refused("again, but otherwise", lambda: elb.create_load_balancer(Name="py-lb", Subnets=["subnet-1", "subnet-2"], Scheme="internal"), 400, "DuplicateLoadBalancerName",
            "A load balancer with the same name 'py-lb' exists, but with different settings")
    elb.get_waiter("load_balancer_available").wait(Names=["py-lb"])
    group = elb.create_target_group(Name="py-tg", TargetType="lambda")["TargetGroups"][0]["TargetGroupArn"]
    refused("not permitted", lambda: elb.register_targets(TargetGroupArn=group, Targets=[{"Id": ARN + "checkout:live"}]), 403, "AccessDenied",
            f"elasticloadbalancing principal does not have permission to invoke {ARN}checkout:live from target group {group}")
    aws.add_permission(FunctionName="checkout", Qualifier="live", StatementId="py-lb", Action="lambda:InvokeFunction", Principal="elasticloadbalancing.amazonaws.com", SourceArn=group)
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": ARN + "checkout:live"}])
    aws.add_permission(FunctionName="broken", StatementId="py-lb", Action="lambda:InvokeFunction", Principal="elasticloadbalancing.amazonaws.com", SourceArn=group)
    refused("a second function", lambda: elb.register_targets(TargetGroupArn=group, Targets=[{"Id": ARN + "broken"}]), 400, "TooManyTargets")
    check("health", [t["Target"]["Id"] for t in elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]], [ARN + "checkout:live"])
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    listener = elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80,
                                   DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404", "MessageBody": "nothing here", "ContentType": "text/plain"}}])["Listeners"][0]["ListenerArn"]
    rule = elb.create_rule(ListenerArn=listener, Priority=10, Actions=forward, Conditions=[{"Field": "path-pattern", "Values": ["/shop/*"]}])["Rules"][0]["RuleArn"]
    refused("priority twice", lambda: elb.create_rule(ListenerArn=listener, Priority=10, Actions=forward, Conditions=[{"Field": "path-pattern", "Values": ["/x"]}]), 400, "PriorityInUse")
    url = "http://" + elb.describe_load_balancers(Names=["py-lb"])["LoadBalancers"][0]["DNSName"]
    check("through it", (at(url, "/shop/1"), at(url, "/else")), ((200, b'{"ok":true}'), (404, b"nothing here")))
    elb.modify_rule(RuleArn=rule, Conditions=[{"Field": "path-pattern", "Values": ["/store/*"]}])
    check("through the changed rule", (at(url, "/shop/1")[0], at(url, "/store/1")[0]), (404, 200))
    elb.modify_listener(ListenerArn=listener, DefaultActions=forward)
    check("through the changed listener", at(url, "/else")[0], 200)
    elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[{"Key": "lambda.multi_value_headers.enabled", "Value": "true"}])
    has("attributes", elb.describe_target_group_attributes(TargetGroupArn=group)["Attributes"], {"Key": "lambda.multi_value_headers.enabled", "Value": "true"})
    check("listed", [len(elb.get_paginator(f"describe_{what}").paginate(**of).build_full_result()[out]) for what, of, out in (
        ("listeners", {"LoadBalancerArn": balancer}, "Listeners"), ("rules", {"ListenerArn": listener}, "Rules"), ("target_groups", {"LoadBalancerArn": balancer}, "TargetGroups"))], [1, 2, 1])
    refused("in use", lambda: elb.delete_target_group(TargetGroupArn=group), 400, "ResourceInUse")
    elb.delete_rule(RuleArn=rule)
    elb.delete_listener(ListenerArn=listener)
    elb.deregister_targets(TargetGroupArn=group, Targets=[{"Id": ARN + "checkout:live"}])
    elb.delete_target_group(TargetGroupArn=group)
    elb.delete_load_balancer(LoadBalancerArn=balancer)
    aws.remove_permission(FunctionName="checkout", Qualifier="live", StatementId="py-lb")
    refused("gone", lambda: elb.describe_load_balancers(Names=["py-lb"]), 400, "LoadBalancerNotFound", "One or more load balancers not found")


def rest_api():
    api = boto3.client("apigateway", endpoint_url=ENDPOINT, config=once)
    made = api.create_rest_api(name="py")
    i = dict(restApiId=made["id"])
    [root] = api.get_resources(**i)["items"]
    check("root", root["path"], "/")
    shop = api.create_resource(parentId=root["id"], pathPart="shop", **i)
    check("resource", shop["path"], "/shop")
    refused("resource twice", lambda: api.create_resource(parentId=root["id"], pathPart="shop", **i), 409, "ConflictException", "Another resource with the same parent already has this name: shop")
    of = dict(resourceId=shop["id"], httpMethod="GET", **i)
    api.put_method(authorizationType="NONE", **of)
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{ARN}checkout:live/invocations"
    api.put_integration(type="AWS_PROXY", integrationHttpMethod="POST", uri=uri, **of)
    check("method", api.get_method(**of)["methodIntegration"]["uri"], uri)
    deployed = api.create_deployment(**i)["id"]
    api.create_stage(stageName="dev", deploymentId=deployed, **i)
    check("stages", [s["stageName"] for s in api.get_stages(**i)["item"]], ["dev"])
    check("one resource, one integration", (api.get_resource(resourceId=shop["id"], **i)["path"], api.get_integration(**of)["type"]), ("/shop", "AWS_PROXY"))
    limited = api.update_stage(stageName="dev", patchOperations=[{"op": "replace", "path": "/*/*/throttling/rateLimit", "value": "0.001"},
                                                                {"op": "replace", "path": "/*/*/throttling/burstLimit", "value": "2"}], **i)
    check("limits", (limited["methodSettings"]["*/*"]["throttlingBurstLimit"], limited["methodSettings"]["*/*"]["throttlingRateLimit"]), (2, 0.001))
    with urllib.request.urlopen(ENDPOINT + "/_squall/health") as r:
        door = urllib.parse.urlsplit(json.load(r)["doors"]["apigw-rest"]).netloc
    refusals = []
    for _ in range(3):
        try:
            urllib.request.urlopen(urllib.request.Request(f"http://{door}/dev/shop", headers={"Host": f"{made['id']}.execute-api.{REGION}.amazonaws.com"})).read()
        except urllib.error.HTTPError as e:
            refusals.append((e.code, e.read(), e.headers["x-amzn-ErrorType"]))
    check("over the limit", refusals[-1], (429, b'{"message":"Too Many Requests"}', "TooManyRequestsException"))
    check("deployments", [d["id"] for d in api.get_deployments(**i)["items"]], [deployed])
    has("APIs", [a["id"] for a in api.get_paginator("get_rest_apis").paginate().build_full_result()["items"]], made["id"])
    refused("no such API", lambda: api.delete_rest_api(restApiId="none"), 404, "NotFoundException", "Invalid API identifier specified")
    api.delete_stage(stageName="dev", **i)
    refused("no such stage", lambda: api.get_stage(stageName="dev", **i), 404, "NotFoundException", "Invalid stage identifier specified")
    api.delete_method(**of)
    api.delete_resource(resourceId=shop["id"], **i)
    api.delete_rest_api(**i)
    refused("not built", lambda: api.create_api_key(name="k"), 501, "NotImplementedException")


def http_api():
    api = boto3.client("apigatewayv2", endpoint_url=ENDPOINT, config=once)
    made = api.create_api(Name="py", ProtocolType="HTTP")
    i = dict(ApiId=made["ApiId"])
    aws.add_permission(FunctionName="checkout", StatementId="py-api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com")
    integration = api.create_integration(IntegrationType="AWS_PROXY", IntegrationUri=ARN + "checkout", PayloadFormatVersion="2.0", **i)["IntegrationId"]
    route = api.create_route(RouteKey="GET /shop/{id}", Target="integrations/" + integration, **i)["RouteId"]
    refused("route twice", lambda: api.create_route(RouteKey="GET /shop/{id}", **i), 409, "ConflictException", "already exists")
    api.create_stage(StageName="$default", AutoDeploy=True, **i)
    check("through it", (at(made["ApiEndpoint"], "/shop/1"), at(made["ApiEndpoint"], "/else")), ((200, b'{"ok":true}'), (404, b'{"message":"Not Found"}')))
    api.update_route(RouteId=route, RouteKey="GET /store/{id}", **i)
    check("through the changed route", (at(made["ApiEndpoint"], "/shop/1")[0], at(made["ApiEndpoint"], "/store/1")[0]), (404, 200))
    check("read", (api.get_route(RouteId=route, **i)["RouteKey"], api.get_integration(IntegrationId=integration, **i)["PayloadFormatVersion"], api.get_stage(StageName="$default", **i)["AutoDeploy"]), ("GET /store/{id}", "2.0", True))
    check("listed", [len(call(**i)["Items"]) for call in (api.get_routes, api.get_integrations, api.get_stages)], [1, 1, 1])
    by_hand = api.create_deployment(**i)["DeploymentId"]
    has("deployments", [d["DeploymentId"] for d in api.get_deployments(**i)["Items"]], by_hand)
    check("changed integration", api.update_integration(IntegrationId=integration, IntegrationUri=ARN + "checkout:live", **i)["IntegrationUri"], ARN + "checkout:live")
    check("limits", api.update_stage(StageName="$default", DefaultRouteSettings={"ThrottlingBurstLimit": 2, "ThrottlingRateLimit": 0.001}, **i)["DefaultRouteSettings"]["ThrottlingBurstLimit"], 2)
    check("over them", [at(made["ApiEndpoint"], "/store/1") for _ in range(3)][-1], (429, b'{"message":"Too Many Requests"}'))
    refused("integration in use", lambda: api.delete_integration(IntegrationId=integration, **i), 409, "ConflictException", "Cannot delete Integration")
    api.delete_route(RouteId=route, **i)
    api.delete_integration(IntegrationId=integration, **i)
    api.delete_stage(StageName="$default", **i)
    api.delete_api(**i)
    aws.remove_permission(FunctionName="checkout", StatementId="py-api")
    refused("gone", lambda: api.get_api(**i), 404, "NotFoundException", "Invalid API identifier specified")


BOOTSTRAP = """#!/usr/bin/env python3
import json, os, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
n = 0
while True:
    r = urllib.request.urlopen(base + "next")
    event, id, n = json.load(r), r.headers["Lambda-Runtime-Aws-Request-Id"], n + 1
    answer = {"n": n, "env": os.environ["STAGE"], "name": os.environ["AWS_LAMBDA_FUNCTION_NAME"], "event": event}
    urllib.request.urlopen(base + id + "/response", json.dumps(answer).encode()).read()
"""


def processes():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as f:
        program = zipfile.ZipInfo("bootstrap")
        program.external_attr = 0o755 << 16
        f.writestr(program, BOOTSTRAP)
    create("py-own", Runtime="provided.al2023", Handler="bootstrap", Code={"ZipFile": out.getvalue()}, Environment={"Variables": {"STAGE": "own"}}, Timeout=20)
    aws.get_waiter("function_active_v2").wait(FunctionName="py-own")
    answers = [json.load(aws.invoke(FunctionName="py-own", Payload=json.dumps({"i": i}).encode())["Payload"]) for i in range(2)]
    check("one process answers twice", answers, [{"n": 1 + i, "env": "own", "name": "py-own", "event": {"i": i}} for i in range(2)])
    aws.delete_function(FunctionName="py-own")


def not_built():
    for name, call in (("SnapStart", lambda: create("py-l", SnapStart={"ApplyOn": "PublishedVersions"})),
                       ("metric filters", lambda: boto3.client("logs", endpoint_url=ENDPOINT, config=once).describe_metric_filters()),
                       ("dashboards", lambda: boto3.client("cloudwatch", endpoint_url=ENDPOINT, config=once).list_dashboards())):
        refused("not built: " + name, call, 501, "NotImplementedException", "not built in squall")


def deletes():
    aws.delete_alias(FunctionName="py-f", Name="live")
    aws.delete_function(FunctionName="py-f", Qualifier="1")
    refused("version gone", lambda: aws.get_function(FunctionName="py-f:1"), 404, "ResourceNotFoundException")
    check("delete", aws.delete_function(FunctionName="py-f")["ResponseMetadata"]["HTTPStatusCode"], 204)
    refused("delete again", lambda: aws.delete_function(FunctionName="py-f"), 404, "ResourceNotFoundException")


def sources():
    s3, sns, events = (boto3.client(name, endpoint_url=ENDPOINT, config=once) for name in ("s3", "sns", "events"))
    url = sqs.create_queue(QueueName="py-heard")["QueueUrl"]
    heard = QUEUE + "py-heard"
    topic = sns.create_topic(Name="py-news")["TopicArn"]
    check("topic", topic, f"arn:aws:sns:{REGION}:{ACCOUNT}:py-news")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=heard, Attributes={"RawMessageDelivery": "true"})
    sns.publish(TopicArn=topic, Message="m", MessageAttributes={"a": {"DataType": "String", "StringValue": "x"}})
    events.put_rule(Name="py-r", EventPattern=json.dumps({"source": ["shop"]}))
    check("targets", events.put_targets(Rule="py-r", Targets=[{"Id": "q", "Arn": heard}])["FailedEntryCount"], 0)
    check("events", events.put_events(Entries=[{"Source": "shop", "DetailType": "d", "Detail": "{}"}])["FailedEntryCount"], 0)
    s3.create_bucket(Bucket="py-uploads")
    s3.put_bucket_notification_configuration(Bucket="py-uploads", NotificationConfiguration={
        "QueueConfigurations": [{"QueueArn": heard, "Events": ["s3:ObjectCreated:*"]}]})
    s3.put_object(Bucket="py-uploads", Key="in/a b.txt", Body=b"hello", Metadata={"who": "me"})
    s3.upload_fileobj(io.BytesIO(b"y" * (9 << 20)), "py-uploads", "in/big")
    got = s3.get_object(Bucket="py-uploads", Key="in/a b.txt")
    check("object", (got["Body"].read(), got["Metadata"]), (b"hello", {"who": "me"}))
    presigned = s3.generate_presigned_url("get_object", Params={"Bucket": "py-uploads", "Key": "in/a b.txt"})
    check("presigned", urllib.request.urlopen(presigned).read(), b"hello")
    check("list", [o["Key"] for o in s3.list_objects_v2(Bucket="py-uploads")["Contents"]], ["in/a b.txt", "in/big"])
    refused("no permission", lambda: s3.put_bucket_notification_configuration(Bucket="py-uploads", NotificationConfiguration={
        "LambdaFunctionConfigurations": [{"LambdaFunctionArn": ARN + "py-none", "Events": ["s3:ObjectCreated:*"]}]}), 400, "InvalidArgument")
    refused("no key", lambda: s3.get_object(Bucket="py-uploads", Key="none"), 404, "NoSuchKey")
    bodies = []
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [m["Body"] for m in batch]
    check("heard", len(bodies), 5)  # message, event, test event, two objects
    s3.delete_objects(Bucket="py-uploads", Delete={"Objects": [{"Key": "in/a b.txt"}, {"Key": "in/big"}]})
    s3.delete_bucket(Bucket="py-uploads")
    sns.delete_topic(TopicArn=topic)
    sqs.delete_queue(QueueUrl=url)


def mappings():
    url = sqs.create_queue(QueueName="py-work", Attributes={"VisibilityTimeout": "30"})["QueueUrl"]
    scaling = {"ScalingConfig": {"MaximumConcurrency": 2}}
    if "ScalingConfig" not in aws.meta.service_model.operation_model("CreateEventSourceMapping").input_shape.members:
        scaling = {}  # clients before 2023 do not know it
    made = aws.create_event_source_mapping(FunctionName="checkout:live", EventSourceArn=QUEUE + "py-work", BatchSize=5, **scaling,
                                           FunctionResponseTypes=["ReportBatchItemFailures"], FilterCriteria={"Filters": [{"Pattern": '{"body": {"kind": ["good"]}}'}]})
    uuid = made["UUID"]
    check("mapping", (made["State"], made["BatchSize"], made.get("ScalingConfig"), made["FunctionArn"]), ("Creating", 5, scaling.get("ScalingConfig"), ARN + "checkout:live"))
    refused("twice", lambda: aws.create_event_source_mapping(FunctionName="checkout:live", EventSourceArn=QUEUE + "py-work"), 409, "ResourceConflictException", "already exists")
    if scaling:
        refused("one at a time", lambda: aws.update_event_source_mapping(UUID=uuid, ScalingConfig={"MaximumConcurrency": 1}), 400, "ValidationException", "greater than or equal to 2")
    for kind in ("good", "bad"):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"kind": kind}))
    for _ in range(100):
        count = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        left = count["ApproximateNumberOfMessages"], count["ApproximateNumberOfMessagesNotVisible"]
        if left == ("0", "0"):
            break
        time.sleep(0.1)
    check("worked off", left, ("0", "0"))
    check("listed", [m["UUID"] for m in aws.get_paginator("list_event_source_mappings").paginate(FunctionName="checkout:live").build_full_result()["EventSourceMappings"]], [uuid])
    aws.update_event_source_mapping(UUID=uuid, Enabled=False)
    check("off", aws.get_event_source_mapping(UUID=uuid)["State"], "Disabled")
    sent = [sqs.send_message(QueueUrl=url, MessageBody="x") for _ in range(2)]
    taken = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=2)["Messages"]
    gone = sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": m["MessageId"], "ReceiptHandle": m["ReceiptHandle"]} for m in taken])
    check("deleted together", sorted(m["Id"] for m in gone["Successful"]), sorted(m["MessageId"] for m in sent))
    aws.delete_event_source_mapping(UUID=uuid)
    refused("gone", lambda: aws.get_event_source_mapping(UUID=uuid), 404, "ResourceNotFoundException")
    sqs.delete_queue(QueueUrl=url)


def code_in_s3():
    s3 = boto3.client("s3", endpoint_url=ENDPOINT, config=Config(s3={"addressing_style": "path"}))
    s3.create_bucket(Bucket="py-code")
    s3.head_bucket(Bucket="py-code")
    check("where", s3.get_bucket_location(Bucket="py-code").get("LocationConstraint"), None)
    check("versions", s3.get_bucket_versioning(Bucket="py-code").get("Status"), None)
    s3.put_object(Bucket="py-code", Key="a.zip", Body=zipped())
    s3.copy_object(Bucket="py-code", Key="b.zip", CopySource={"Bucket": "py-code", "Key": "a.zip"})
    check("objects", [o["Key"] for o in s3.list_objects(Bucket="py-code")["Contents"]], ["a.zip", "b.zip"])
    made = create("py-s3", Code={"S3Bucket": "py-code", "S3Key": "b.zip"})
    check("code", made["CodeSize"], len(zipped()))
    refused("no such object", lambda: aws.update_function_code(FunctionName="py-s3", S3Bucket="py-code", S3Key="c.zip"), 400, "InvalidParameterValueException",
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.")
    upload = s3.create_multipart_upload(Bucket="py-code", Key="large")["UploadId"]
    s3.upload_part(Bucket="py-code", Key="large", UploadId=upload, PartNumber=1, Body=b"x" * 10)
    check("parts", [part["Size"] for part in s3.list_parts(Bucket="py-code", Key="large", UploadId=upload)["Parts"]], [10])
    check("uploads", [u["UploadId"] for u in s3.list_multipart_uploads(Bucket="py-code")["Uploads"]], [upload])
    s3.abort_multipart_upload(Bucket="py-code", Key="large", UploadId=upload)
    s3.delete_objects(Bucket="py-code", Delete={"Objects": [{"Key": "a.zip"}, {"Key": "b.zip"}]})
    s3.delete_bucket(Bucket="py-code")
    aws.delete_function(FunctionName="py-s3")


def schedules():
    scheduler = boto3.client("scheduler", endpoint_url=ENDPOINT, config=once)
    url = sqs.create_queue(QueueName="py-schedule")["QueueUrl"]
    group = scheduler.create_schedule_group(Name="py", Tags=[{"Key": "a", "Value": "b"}])["ScheduleGroupArn"]
    check("tags", scheduler.list_tags_for_resource(ResourceArn=group)["Tags"], [{"Key": "a", "Value": "b"}])
    off = {"Mode": "OFF"}
    target = {"Arn": QUEUE + "py-schedule", "RoleArn": ROLE, "Input": "<aws.scheduler.schedule-arn>"}
    arn = scheduler.create_schedule(Name="often", GroupName="py", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow=off, Target=target)["ScheduleArn"]
    check("named", arn, f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/py/often")
    check("begins at once", [m["Body"] for m in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10).get("Messages", [])], [arn])
    scheduler.create_schedule(Name="far", GroupName="py", ScheduleExpression="at(2099-01-01T00:00:00)", FlexibleTimeWindow=off, Target=target)
    got = scheduler.get_schedule(Name="far", GroupName="py")
    check("as it was made", (got["State"], got["ScheduleExpressionTimezone"], got["Target"]["RetryPolicy"], type(got["CreationDate"]).__name__),
          ("ENABLED", "UTC", {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}, "datetime"))
    scheduler.delete_schedule(Name="far", GroupName="py")
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=30)
    scheduler.create_schedule(Name="once", GroupName="py", ScheduleExpression="rate(1 hour)", EndDate=end, FlexibleTimeWindow=off, ActionAfterCompletion="DELETE",
                              Target={"Arn": "arn:aws:scheduler:::aws-sdk:sqs:deleteQueue", "RoleArn": ROLE, "Input": json.dumps({"QueueUrl": url})})
    until = time.time() + 60
    while time.time() < until and len(scheduler.list_schedules(GroupName="py")["Schedules"]) > 1:
        time.sleep(0.1)
    refused("called by its schedule", lambda: sqs.get_queue_url(QueueName="py-schedule"), 400, "AWS.SimpleQueueService.NonExistentQueue")
    scheduler.update_schedule(Name="often", GroupName="py", ScheduleExpression="cron(0 12 * * ? *)", ScheduleExpressionTimezone="Europe/Berlin", State="DISABLED",
                              FlexibleTimeWindow=off, Target=target)
    check("updated", [(s["Name"], s["State"]) for s in scheduler.get_paginator("list_schedules").paginate(GroupName="py").build_full_result()["Schedules"]], [("often", "DISABLED")])
    refused("twice", lambda: scheduler.create_schedule(Name="often", GroupName="py", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow=off, Target=target), 409, "ConflictException")
    refused("no time", lambda: scheduler.create_schedule(Name="x", ScheduleExpression="soon", FlexibleTimeWindow=off, Target=target), 400, "ValidationException",
            "Invalid Schedule Expression soon.")
    refused("read-only", lambda: scheduler.create_schedule(Name="x", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow=off,
                                                           Target={"Arn": "arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl", "RoleArn": ROLE, "Input": "{}"}), 400, "ValidationException")
    scheduler.delete_schedule(Name="often", GroupName="py")
    refused("gone", lambda: scheduler.get_schedule(Name="often", GroupName="py"), 404, "ResourceNotFoundException", "Schedule often does not exist.")
    scheduler.delete_schedule_group(Name="py")
    check("groups", [g["Name"] for g in scheduler.list_schedule_groups()["ScheduleGroups"]], ["default"])


def domain_names():
    v1, v2 = (boto3.client(name, endpoint_url=ENDPOINT, config=once) for name in ("apigateway", "apigatewayv2"))
    certificate = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/c"
    api = v2.create_api(Name="py-domain", ProtocolType="HTTP", Target=ARN + "checkout")["ApiId"]
    made = v2.create_domain_name(DomainName="py.example.com", DomainNameConfigurations=[{"CertificateArn": certificate, "EndpointType": "REGIONAL"}])
    has("its name on AWS", made["DomainNameConfigurations"][0]["ApiGatewayDomainName"], ".execute-api.us-east-1.amazonaws.com")
    v2.create_api_mapping(DomainName="py.example.com", ApiId=api, Stage="$default", ApiMappingKey="shop")
    check("mappings", [(m["ApiId"], m["ApiMappingKey"]) for m in v2.get_api_mappings(DomainName="py.example.com")["Items"]], [(api, "shop")])
    check("in the older API", [(m["restApiId"], m["basePath"]) for m in v1.get_base_path_mappings(domainName="py.example.com")["items"]], [(api, "shop")])
    check("names", [d["domainName"] for d in v1.get_domain_names()["items"]], ["py.example.com"])
    refused("no such API", lambda: v2.create_api_mapping(DomainName="py.example.com", ApiId="none", Stage="s"), 400, "BadRequestException")
    v2.delete_domain_name(DomainName="py.example.com")
    refused("gone", lambda: v2.get_domain_name(DomainName="py.example.com"), 404, "NotFoundException")
    v2.delete_api(ApiId=api)


def rarely_called():
    kms, logs, watch, bridge, sns = (boto3.client(name, endpoint_url=ENDPOINT, config=once) for name in ("kms", "logs", "cloudwatch", "events", "sns"))
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.update_key_description(KeyId=key, Description="other")
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "b"}])
    kms.untag_resource(KeyId=key, TagKeys=["a"])
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/py-moved", TargetKeyId=key)
    kms.update_alias(AliasName="alias/py-moved", TargetKeyId=other)
    check("key", (kms.describe_key(KeyId=key)["KeyMetadata"]["Description"], kms.list_resource_tags(KeyId=key)["Tags"], kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"],
                  kms.describe_key(KeyId="alias/py-moved")["KeyMetadata"]["KeyId"]), ("other", [], False, other))
    grant = kms.create_grant(KeyId=key, GranteePrincipal=ROLE, RetiringPrincipal=ROLE, Operations=["Decrypt"])["GrantId"]
    kms.retire_grant(KeyId=key, GrantId=grant)
    check("grants", kms.list_grants(KeyId=key)["Grants"], [])

    logs.create_log_group(logGroupName="py-group")
    logs.create_log_stream(logGroupName="py-group", logStreamName="s")
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:py-group"
    logs.tag_resource(resourceArn=arn, tags={"a": "b", "c": "d"})
    logs.untag_resource(resourceArn=arn, tagKeys=["a"])
    check("tags of a group", (logs.list_tags_for_resource(resourceArn=arn)["tags"], logs.list_tags_log_group(logGroupName="py-group")["tags"]), ({"c": "d"}, {"c": "d"}))
    logs.put_retention_policy(logGroupName="py-group", retentionInDays=1)
    logs.delete_retention_policy(logGroupName="py-group")
    check("kept for ever", "retentionInDays" in logs.describe_log_groups(logGroupNamePrefix="py-group")["logGroups"][0], False)
    query = logs.start_query(logGroupName="py-group", startTime=0, endTime=int(time.time()), queryString="fields @message")["queryId"]
    has("queries", [q["queryId"] for q in logs.describe_queries(logGroupName="py-group")["queries"]], query)
    refused("over already", lambda: logs.stop_query(queryId=query), 400, "InvalidParameterException")
    logs.delete_log_stream(logGroupName="py-group", logStreamName="s")
    check("streams", logs.describe_log_streams(logGroupName="py-group")["logStreams"], [])
    logs.delete_log_group(logGroupName="py-group")

    watch.put_metric_alarm(AlarmName="py", Namespace="N", MetricName="M", Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold", Statistic="Sum",
                           Tags=[{"Key": "a", "Value": "b"}])
    alarm = watch.describe_alarms(AlarmNames=["py"])["MetricAlarms"][0]["AlarmArn"]
    watch.tag_resource(ResourceARN=alarm, Tags=[{"Key": "c", "Value": "d"}])
    watch.untag_resource(ResourceARN=alarm, TagKeys=["a"])
    check("tags of an alarm", watch.list_tags_for_resource(ResourceARN=alarm)["Tags"], [{"Key": "c", "Value": "d"}])
    watch.disable_alarm_actions(AlarmNames=["py"])
    off = watch.describe_alarms_for_metric(Namespace="N", MetricName="M")["MetricAlarms"][0]["ActionsEnabled"]
    watch.enable_alarm_actions(AlarmNames=["py"])
    check("actions", (off, watch.describe_alarms(AlarmNames=["py"])["MetricAlarms"][0]["ActionsEnabled"]), (False, True))
    watch.set_alarm_state(AlarmName="py", StateValue="ALARM", StateReason="asked")
    has("history", [h["HistoryItemType"] for h in watch.describe_alarm_history(AlarmName="py")["AlarmHistoryItems"]], "StateUpdate")
    watch.delete_alarms(AlarmNames=["py"])

    check("bus", bridge.describe_event_bus()["Name"], "default")
    bridge.put_rule(Name="py-rule", EventPattern='{"source": ["py"]}')
    bridge.put_targets(Rule="py-rule", Targets=[{"Id": "1", "Arn": ARN + "checkout"}])
    check("rules of a target", bridge.list_rule_names_by_target(TargetArn=ARN + "checkout")["RuleNames"], ["py-rule"])
    bridge.remove_targets(Rule="py-rule", Ids=["1"])
    bridge.delete_rule(Name="py-rule")

    topic = sns.create_topic(Name="py-rare")["TopicArn"]
    subscription = sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=ARN + "checkout", ReturnSubscriptionArn=True)["SubscriptionArn"]
    sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue='{"a": ["b"]}')
    has("subscriptions", [s["SubscriptionArn"] for s in sns.get_paginator("list_subscriptions").paginate().build_full_result()["Subscriptions"]], subscription)
    sns.unsubscribe(SubscriptionArn=subscription)
    sns.delete_topic(TopicArn=topic)


def experiments():
    fis = boto3.client("fis", endpoint_url=ENDPOINT, config=once)
    action = fis.get_action(id="aws:lambda:invocation-error")["action"]
    check("action", (action["targets"], action["parameters"]["duration"]["required"]), ({"Functions": {"resourceType": "aws:lambda:function"}}, True))
    has("actions", [a["id"] for a in fis.list_actions()["actions"]], "aws:lambda:invocation-add-delay")
    given = dict(clientToken="py", description="py", roleArn=ROLE, stopConditions=[{"source": "none"}], tags={"a": "b"},
                 targets={"f": {"resourceType": "aws:lambda:function", "selectionMode": "ALL", "resourceArns": [ARN + "shaken"]}},
                 actions={"strike": {"actionId": "aws:lambda:invocation-error", "targets": {"Functions": "f"},
                                     "parameters": {"duration": "PT5M", "invocationPercentage": "100", "preventExecution": "true"}}})

    def failed():
        return aws.invoke(FunctionName="shaken", Payload=b"{}").get("FunctionError")

    def until(wanted):
        for _ in range(100):
            state = fis.get_experiment(id=run)["experiment"]["state"]["status"]
            if state == wanted:
                break
            time.sleep(0.05)
        return state

    refused("an action of others", lambda: fis.create_experiment_template(**{**given, "clientToken": "x", "actions": {"strike": {"actionId": "aws:ec2:stop-instances"}}}), 501, "NotImplementedException", "aws:ec2:stop-instances")
    refused("no percentage", lambda: fis.create_experiment_template(**{**given, "clientToken": "y", "actions": {"strike": {**given["actions"]["strike"], "parameters": {
        "duration": "PT5M", "invocationPercentage": "101", "preventExecution": "true"}}}}), 400, "ValidationException")
    made = fis.create_experiment_template(**given)["experimentTemplate"]
    check("made again by its token", fis.create_experiment_template(**given)["experimentTemplate"]["id"], made["id"])
    check("template", [fis.get_experiment_template(id=made["id"])["experimentTemplate"][k] for k in ("description", "roleArn", "tags", "stopConditions")],
          ["py", ROLE, {"a": "b"}, [{"source": "none"}]])
    has("templates", [t["id"] for t in fis.list_experiment_templates()["experimentTemplates"]], made["id"])
    check("before it", failed(), None)
    run = fis.start_experiment(clientToken="py", experimentTemplateId=made["id"], tags={"c": "d"})["experiment"]["id"]
    check("it runs", (until("running"), failed()), ("running", "Unhandled"))
    has("experiments", [e["id"] for e in fis.list_experiments(experimentTemplateId=made["id"])["experiments"]], run)
    fis.stop_experiment(id=run)
    check("it is stopped", (until("stopped"), failed()), ("stopped", None))
    refused("stopped already", lambda: fis.stop_experiment(id=run), 400, "ValidationException")
    fis.delete_experiment_template(id=made["id"])
    refused("gone", lambda: fis.get_experiment_template(id=made["id"]), 404, "ResourceNotFoundException")


for part in (functions, versions_and_aliases, concurrency, invokes, asynchronous, queues, doors, metrics, log_events, attached, identities, sources, keys,
             balancers, rest_api, http_api, processes, mappings, code_in_s3, schedules, domain_names, rarely_called, experiments, not_built, deletes):
    before = len(failures)
    try:
        part()
    except Exception as e:  # one part must not hide the others
        failures.append(f"{part.__name__}: stopped by {type(e).__name__}: {e}")
    failures[before:] = [f"{part.__name__}: {f}" for f in failures[before:]]

for f in failures:
    print("boto3: FAIL:", f[:600])
page = os.path.join(os.path.dirname(__file__), "called", "boto3.txt")
if os.environ.get("UPDATE") == "1" and not failures:
    with open(page, "w") as f:
        f.write("".join(f"{c}\n" for c in sorted(called)))
if not failures:
    with open(page) as f:
        listed = {line for line in f.read().split() if hasattr(aws, "invoke_with_response_stream") or "ResponseStream" not in line}
    check("called/boto3.txt is what is called (UPDATE=1 conformance/run rewrites it)", sorted(called), sorted(listed))
    for f in failures:
        print("boto3: FAIL:", f[:600])
print(f"boto3 {boto3.__version__}: {checks} checks, {len(failures)} failed")
sys.exit(1 if failures or checks == 0 else 0)
