-- 目标任务: how much of a metric an org is to reach in a year, half-year or quarter, and the paper that says so. The quantity is in the
-- metric's scale.
CREATE TABLE target(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  org {id} NOT NULL,
  metric {key} NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  paper TEXT NOT NULL,
  revision BIGINT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  -- A whole year, half-year or quarter: month and day of both ends.
  CHECK (from_day / 10000 = to_day / 10000 AND (from_day % 10000) * 10000 + to_day % 10000
    IN (1011231, 1010630, 7011231, 1010331, 4010630, 7010930, 10011231)),
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, org, metric, from_day, to_day),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id)
) {strict};
