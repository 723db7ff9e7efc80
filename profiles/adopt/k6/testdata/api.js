import http from 'k6/http';
import ws from 'k6/ws';
import { check } from 'k6';
export const options = {
  scenarios: { api: { executor: 'constant-arrival-rate', rate: 600, timeUnit: '1m', duration: '5m', preAllocatedVUs: 20 }, shared: { executor: 'shared-iterations', vus: 5, iterations: 100 } },
  thresholds: { http_req_duration: ['p(99)<300'], http_reqs: ['count>1000'] },
};
const fd = { file: http.file(open('/tmp/a.bin', 'b'), 'a.bin') };
export default function () {
  const res = http.put('https://abc123.execute-api.us-east-1.amazonaws.com/prod/items/1', JSON.stringify({ n: __VU, i: __ITER, at: new Date().toISOString() }), { headers: { 'x-api-key': __ENV.KEY } });
  check(res, { ok: (r) => r.status === 200 || r.status === 202, body: (r) => JSON.parse(r.body).ok === true });
  http.post('https://abc123.execute-api.us-east-1.amazonaws.com/prod/upload', fd);
  ws.connect('wss://x', {}, function () {});
  http.asyncRequest('GET', 'https://abc123.execute-api.us-east-1.amazonaws.com/prod/late');
}
