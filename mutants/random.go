package main

// random holds edits that the scripts of the rule book do not name: each must
// be found by random scenes within its number of seeds.
var random = []mutant{
	{
		name:  "concurrency in use is forgotten when a function is deleted and made again",
		file:  "standin/core/book/function.go",
		old:   "Reserved: pool.Unset, Busy: f.Busy}",
		new:   "Reserved: pool.Unset}",
		seeds: 2000,
	},
	{
		name:  "the idle time runs on while an environment works",
		file:  "standin/core/book/invoke.go",
		old:   "\tb.timers.Set(e.timer, req.start+req.took)\n",
		new:   "\tif e.served == 1 || req.took < 1<<32 {\n\t\tb.timers.Set(e.timer, req.start+req.took)\n\t}\n",
		seeds: 400,
	},
	{
		name:  "what spills over counts twice",
		file:  "standin/core/book/invoke.go",
		old:   "\tif !usePC {\n\t\tb.occupy(v.fn, 1)\n\t}\n",
		new:   "\tif !usePC {\n\t\tb.occupy(v.fn, 1)\n\t\tif v.pcReady > 0 && v.pcBusy == v.pcReady && f.Busy == 5 {\n\t\t\tb.occupy(v.fn, 1)\n\t\t}\n\t}\n",
		seeds: 400,
	},
	{
		name:  "new settings start an event's age again",
		file:  "standin/core/book/async.go",
		old:   "\tf.invokes.Put(eventinvoke.Setting{",
		new:   "\tfor k := range int32(b.events.Places()) {\n\t\tq := b.events.At(k)\n\t\tq.Accepted = max(q.Accepted, b.now*int64(min(1, q.Req)))\n\t}\n\tf.invokes.Put(eventinvoke.Setting{",
		seeds: 400,
	},
	{
		name:  "an event's age counts from its latest attempt",
		file:  "standin/core/book/async.go",
		old:   "\t\tq.Attempts++\n\t\tq.Refusals, q.Gap = 0, 0\n",
		new:   "\t\tq.Attempts++\n\t\tq.Refusals, q.Gap = 0, 0\n\t\tif q.Attempts > 1 {\n\t\t\tq.Accepted = b.now\n\t\t}\n",
		seeds: 400,
	},
	{
		name:  "throttled events go on waiting as long as before an attempt that ran",
		file:  "standin/core/book/async.go",
		old:   "\t\tq.Refusals, q.Gap = 0, 0\n",
		new:   "\t\tq.Refusals = 0\n",
		seeds: 400,
	},
	{
		name:  "a bucket holds two periods' worth",
		file:  "standin/core/tick/bucket.go",
		old:   "\tb.credit = min(b.credit+idle*b.rate, b.rate*b.per)\n",
		new:   "\tb.credit = min(b.credit+idle*b.rate, 2*b.rate*b.per)\n",
		seeds: 400,
	},
	{
		name:  "the account lets one more run than it may, once something is reserved",
		file:  "standin/core/pool/pool.go",
		old:   "a.Limit-a.Reserved-a.Ready-a.Busy <= 0:",
		new:   "a.Limit-a.Reserved-a.Ready-a.Busy <= 0-min(a.Reserved, 1):",
		seeds: 400,
	},
	{
		name:  "environments of a deleted version live on when their work is done",
		file:  "standin/core/book/fleet.go",
		old:   "case v.gone, !e.provisioned",
		new:   "case v.gone && !b.fns[v.fn].exists, !e.provisioned",
		seeds: 400,
	},
	{
		name:  "an alias that moves takes its traffic along at once",
		file:  "standin/core/book/provision.go",
		old:   "\t\ta.Moving = b.vers[pr.Ver].number\n",
		new:   "",
		seeds: 400,
	},
	{
		name:  "a deleted alias keeps its asynchronous settings",
		file:  "standin/core/book/alias.go",
		old:   "\t\tf.invokes.Drop(ev.Qual)\n",
		new:   "",
		seeds: 1000,
	},
	{
		name:  "reserved concurrency given back leaves its provisioned environments out of the pool",
		file:  "standin/core/pool/pool.go",
		old:   "\ta.Ready += sign * s.Ready\n",
		new:   "\ta.Ready += min(sign, 0) * s.Ready\n",
		seeds: 2000,
	},
	{
		name:  "provisioned concurrency that is raised gives only what was added",
		file:  "standin/core/book/provision.go",
		old:   "\textra := pr.Requested - pr.Usable\n\tb.usable(pr, extra)\n",
		new:   "\textra := pr.Requested - min(pr.Usable, 1)\n\tb.usable(pr, extra)\n",
		seeds: 400,
	},
	{
		name:  "the longest-idle environment of three or more is chosen",
		file:  "standin/core/book/invoke.go",
		old:   "\t\ti = v.idle.First()\n",
		new:   "\t\tif i = v.idle.First(); b.order.After(i) != none && b.order.After(i) != v.idle.Last() {\n\t\t\ti = v.idle.Last()\n\t\t}\n",
		seeds: 200,
	},
}
