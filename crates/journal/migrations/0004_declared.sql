-- 汇总数 that stand: the lines of records that report a total without a list. Of those that a person entered one stands for each metric,
-- org and period; a workbook may hold several.
CREATE TABLE declared(
  tenant BIGINT NOT NULL,
  record {id} NOT NULL,
  metric BIGINT NOT NULL,
  org {id} NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL CHECK (to_day >= from_day),
  entered BIGINT NOT NULL CHECK (entered IN (0, 1)),
  PRIMARY KEY (tenant, record, metric),
  FOREIGN KEY (tenant, record) REFERENCES record(tenant, id)
) {strict};
CREATE UNIQUE INDEX declared_once ON declared(tenant, metric, org, from_day, to_day) WHERE entered = 1;

-- Who reported a total, and where it is written.
ALTER TABLE record ADD COLUMN reported {json};

-- Which records' list took the place of a declared total, once.
CREATE TABLE replacement(
  tenant BIGINT NOT NULL,
  record {id} NOT NULL,
  metric BIGINT NOT NULL,
  list {json} NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (tenant, record, metric),
  FOREIGN KEY (tenant, record) REFERENCES record(tenant, id)
) {strict};
