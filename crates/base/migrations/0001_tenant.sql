-- An office. `last` and `at` are the number and the instant (µs) of its last posting.
CREATE TABLE tenant(
  id BIGINT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL CHECK (last >= 0),
  at BIGINT NOT NULL
) {strict};
