/* The unit test suites, one line each: SUITE(module). No include guard. */
SUITE(arena)
SUITE(buf)
SUITE(text)
SUITE(time)
SUITE(json)
SUITE(problem)
SUITE(task)
SUITE(crypto)
