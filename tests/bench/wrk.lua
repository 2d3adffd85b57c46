-- The requests of tests/bench/wrk.py, and what came of them as one line of JSON.

local requests, turn = {}, 0

function init(args)
  for place = 2, #args do
    requests[place - 1] = wrk.format("GET", args[place], { ["Host"] = wrk.headers["Host"], ["Cookie"] = args[1] })
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local kinds, errors = summary.errors, 0
  for _, kind in ipairs({ "connect", "read", "write", "status", "timeout" }) do
    errors = errors + kinds[kind]
  end
  io.write(string.format('{"per_second": %.3f, "p50": %.6f, "p99": %.6f, "errors": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, errors))
end
