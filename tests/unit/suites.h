
SUITE(one_time_token)
