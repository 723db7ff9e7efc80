package main

// table holds the edits, in the order of the files. A name says what the
// program would get wrong.
var table = []mutant{
	{
		name: "random numbers cover the upper half only",
		file: "profiles/dist/draw.go",
		old:  "return (float64(bits>>12) + 0.5) * 0x1p-52",
		new:  "return 1 - (float64(bits>>13) + 0.5) * 0x1p-52",
		pkg:  "./profiles/dist",
		test: "TestDrawsAreUniform|TestUnit",
	},
	{
		name: "a phase drops the fraction of an arrival",
		file: "attack/pace/pace.go",
		old:  "s.need = max(0, s.need-s.current.area)",
		new:  "s.need = 0",
		pkg:  "./attack/pace",
		test: "TestDueTimes",
	},
	{
		name: "a damaged block is read",
		file: "attack/hit/frame.go",
		old:  "if checksum(all[4:8], all[frameHead:]) != binary.LittleEndian.Uint32(all[8:]) {",
		new:  "if false {",
		pkg:  "./attack/hit",
		test: "TestAnyWrongByteLosesItsBlockOnly",
	},
	{
		name: "an asynchronous event gets one retry fewer",
		file: "standin/core/book/async.go",
		old:  "q.attempts > f.eventInvoke(q.qual).retries",
		new:  "q.attempts >= f.eventInvoke(q.qual).retries",
		pkg:  "./standin/core/book",
		test: "TestAsynchronousAttempts",
	},
	{
		name: "an idle environment is kept for ever",
		file: "standin/core/book/fleet.go",
		old:  "if at == 0 || idle < at {",
		new:  "if idle < at {",
		pkg:  "./standin/core/book",
		test: "TestColdStartsFollowThePathwiseRule|TestOneEnvironmentExpires|TestScripts",
	},
}
