/* The unit test suites, one line each: SUITE(module). No include guard. */
