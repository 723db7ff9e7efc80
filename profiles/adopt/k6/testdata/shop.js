import http from 'k6/http';
import { check, group, sleep } from 'k6';
import { SharedArray } from 'k6/data';

const BASE = __ENV.BASE_URL || 'https://shop.test/v1';
const users = new SharedArray('users', () => JSON.parse(open('./users.json')));
const headers = { 'Content-Type': 'application/json', 'X-Stage': "test" };

export const options = {
  scenarios: {
    browse: { executor: 'ramping-arrival-rate', startRate: 10, timeUnit: '1s', preAllocatedVUs: 50, maxVUs: 100,
      stages: [{ target: 50, duration: '30s' }, { target: 50, duration: '1m' }] },
    buyers: { executor: 'constant-vus', vus: 5, duration: '20s', exec: 'buy' },
  },
  thresholds: {
    http_req_duration: ['p(95)<500', 'p(99.9)<2000', 'avg<200'],
    http_req_failed: [{ threshold: 'rate<0.01', abortOnFail: true }],
    checks: ['rate>0.9'],
  },
};

export default function () {
  group('front', () => {
    const res = http.get(`${BASE}/items?page=${Math.floor(Math.random() * 10)}`, { headers, tags: { a: 'b' } });
    check(res, {
      'ok': (r) => r.status === 200,
      'has items': (r) => r.body.includes('items') && r.body.length > 10,
      'fast': (r) => r.timings.duration < 100,
    });
  });
  http.batch([['GET', 'https://static.test/app.js'], 'https://static.test/app.css']);
}

export function buy() {
  const user = users[Math.floor(Math.random() * users.length)];
  const body = JSON.stringify({ user: user.id, at: Date.now(), note: 'a "b"', lines: [{ sku: 'x', n: 2 }] });
  const res = http.post(BASE + '/orders', body, { headers: headers });
  check(res, { 'created': (r) => r.status == 201, 'paid': (r) => r.json('order.paid') === true, 'id': r => r.json().order.lines[0].sku === 'x' });
  if (res.status === 201) {
    http.del(`${BASE}/orders/${res.json('id')}`);
  }
  http.post('https://login.test/', { user: 'a b', pass: 'c' });
  sleep(2);
}
