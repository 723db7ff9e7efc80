// A runtime of Node for a function that only answers; probe is the one that
// docs/aws.md shows.
const base = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
for (;;) {
  const next = await fetch(base + "next");
  await next.text();
  const awsRequestId = next.headers.get("Lambda-Runtime-Aws-Request-Id");
  const answer = { statusCode: 200, headers: probe({ awsRequestId }), body: "node" };
  await (await fetch(base + awsRequestId + "/response", { method: "POST", body: JSON.stringify(answer) })).text();
}
