import http from "k6/http";
import { sleep } from "k6";
export let options = { vus: 10, duration: "30s", noConnectionReuse: true };
export default function () {
  let r = http.get("http://test.k6.io/");
  if (r.status !== 200) { console.error("bad"); }
  sleep(1);
}
