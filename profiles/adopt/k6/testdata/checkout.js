import http from 'k6/http';
import { check, group, sleep, fail } from 'k6';
import { Trend, Rate } from 'k6/metrics';
import { SharedArray } from 'k6/data';
import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';
import { randomItem, uuidv4 } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';
import encoding from 'k6/encoding';

const BASE_URL = __ENV.BASE_URL || 'https://shop.example.com';
const users = new SharedArray('users', function () {
  return papaparse.parse(open('./users.csv'), { header: true }).data;
});
const checkoutTime = new Trend('checkout_time');
const errors = new Rate('errors');

export const options = {
  discardResponseBodies: false,
  userAgent: 'k6-shop',
  thresholds: {
    http_req_duration: ['p(95)<500', 'p(99.5)<1500', 'avg<200'],
    'http_req_duration{name:checkout}': ['p(95)<800'],
    http_req_failed: [{ threshold: 'rate<0.01', abortOnFail: true }],
    checkout_time: ['p(95)<1000'],
    checks: ['rate>0.99'],
  },
  scenarios: {
    browse: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { duration: '30s', target: 50 },
        { duration: '2m', target: 50 },
        { duration: '30s', target: 0 },
      ],
      gracefulRampDown: '10s',
      exec: 'browse',
    },
    buy: {
      executor: 'ramping-arrival-rate',
      startRate: 5, timeUnit: '1s', preAllocatedVUs: 50, maxVUs: 200,
      stages: [{ target: 30, duration: '1m' }, { target: 30, duration: '2m' }],
      exec: 'buy',
      startTime: '10s',
      env: { KIND: 'buyer' },
      tags: { kind: 'buy' },
    },
    once: { executor: 'per-vu-iterations', vus: 10, iterations: 20, maxDuration: '1m', exec: 'browse' },
  },
};

export function setup() {
  const res = http.post(`${BASE_URL}/auth/login`, JSON.stringify({ username: 'admin', password: __ENV.PASSWORD }), {
    headers: { 'Content-Type': 'application/json' },
  });
  check(res, { 'logged in': (r) => r.status === 200 && r.json('token') !== '' });
  return { token: res.json('token') };
}

export function browse() {
  group('front page', function () {
    const res = http.get(`${BASE_URL}/`);
    check(res, { 'status is 200': (r) => r.status === 200, 'has title': (r) => r.body.includes('<title>') });
  });
  http.batch([
    ['GET', `${BASE_URL}/static/app.js`],
    ['GET', `${BASE_URL}/static/app.css`],
  ]);
  for (let i = 0; i < 3; i++) {
    http.get(`${BASE_URL}/products/${Math.floor(Math.random() * 1000)}`, { tags: { name: 'product' } });
    sleep(Math.random() * 2 + 1);
  }
  sleep(1);
}

export function buy(data) {
  const user = randomItem(users);
  const params = {
    headers: { Authorization: `Bearer ${data.token}`, 'Content-Type': 'application/json', 'Idempotency-Key': uuidv4() },
    tags: { name: 'checkout' },
    timeout: '30s',
    redirects: 0,
  };
  const payload = JSON.stringify({ user: user.id, items: [{ sku: 'A-1', qty: 2 }], coupon: null });
  const res = http.post(`${BASE_URL}/checkout`, payload, params);
  checkoutTime.add(res.timings.duration);
  const ok = check(res, {
    'created': (r) => r.status === 201,
    'has order id': (r) => r.json().orderId !== undefined,
    'fast': (r) => r.timings.duration < 1000,
  });
  errors.add(!ok);
  if (!ok) { fail('no order'); }
  const order = res.json('orderId');
  http.get(`${BASE_URL}/orders/${order}`, params);
}

export function teardown(data) { http.post(`${BASE_URL}/auth/logout`); }
export function handleSummary(data) { return { 'summary.json': JSON.stringify(data) }; }
